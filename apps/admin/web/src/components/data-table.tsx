import { Table } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Item> {
  readonly name: string;
  readonly help?: string;
  readonly numeric?: boolean;
  readonly width?: number | string;
  /** Left out on screens narrower than this breakpoint. */
  readonly from?: "md" | "lg";
  /** Left out beside an open panel. */
  readonly spare?: boolean;
  render(item: Item): ReactNode;
}

interface DataTableProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  readonly selected: string | undefined;
  keyOf(item: Item): string;
  /** The same on a phone. Holds one link, which the whole card then is. */
  renderCard(item: Item): ReactNode;
}

/** A table whose rows lead somewhere: the link in the first column is the row's. Arrows move between rows; on a phone rows are cards. */
export function DataTable<Item>({ label, items, columns, selected, keyOf, renderCard }: DataTableProps<Item>) {
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const shown = selected === undefined ? columns : columns.filter(({ spare }) => spare !== true);
  if (phone) {
    return (
      <ul className={classes.cards} aria-label={label} onKeyDown={moveFocus}>
        {items.map((item) => (
          <li key={keyOf(item)} className={classes.card} data-selected={keyOf(item) === selected}>
            {renderCard(item)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Table
      className={classes.table}
      layout="fixed"
      stickyHeader
      stickyHeaderOffset={48}
      verticalSpacing={5}
      aria-label={label}
    >
      <Table.Thead>
        <Table.Tr>
          {shown.map(({ name, help, numeric, width, from }) => (
            <Table.Th
              key={name}
              scope="col"
              title={help}
              className={numeric === true ? classes.number : undefined}
              w={width}
              {...(from !== undefined && { visibleFrom: from })}
            >
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody onKeyDown={moveFocus}>
        {items.map((item) => (
          <Table.Tr key={keyOf(item)} className={classes.row} data-selected={keyOf(item) === selected} onClick={follow}>
            {shown.map(({ name, numeric, from, render }) => (
              <Table.Td
                key={name}
                className={numeric === true ? classes.number : undefined}
                {...(from !== undefined && { visibleFrom: from })}
              >
                {render(item)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function follow(event: MouseEvent<HTMLElement>): void {
  const inLink = event.target instanceof Element && event.target.closest("a, button") !== null;
  if (inLink || getSelection()?.isCollapsed === false) return;
  event.currentTarget.querySelector("a")?.click();
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.children].map((row) => row.querySelector("a"));
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
  if (next === null || next === undefined) return;
  event.preventDefault();
  next.focus();
}
