import { Table } from "@mantine/core";
import { memo, type MouseEvent, type SyntheticEvent } from "react";
import type { Column } from "./data-table.tsx";
import classes from "./data-table.module.css";

interface DataRowProps<Item> {
  readonly id: string;
  readonly at: number;
  readonly item: Item;
  readonly columns: readonly Column<Item>[];
  readonly isSelected: boolean;
  /** Undefined: rows are not chosen here. */
  readonly isChosen: boolean | undefined;
  readonly chooseLabel: string;
  readonly measure: ((element: HTMLElement | null) => void) | undefined;
  onChoose(id: string, event: SyntheticEvent): void;
}

function Row<Item>({
  id,
  at,
  item,
  columns,
  isSelected,
  isChosen,
  chooseLabel,
  measure,
  onChoose,
}: DataRowProps<Item>) {
  return (
    <Table.Tr
      ref={measure}
      className={classes.row}
      data-index={at}
      data-selected={isSelected}
      aria-rowindex={at + 2}
      {...(isChosen !== undefined && { "aria-selected": isChosen })}
      onClick={follow}
    >
      {isChosen !== undefined && (
        <Table.Td className={classes.choice}>
          {/* The browser's own: a long list that scrolls by makes many. */}
          <input
            type="checkbox"
            className={classes.checkbox}
            aria-label={chooseLabel}
            checked={isChosen}
            onChange={(event) => onChoose(id, event)}
          />
        </Table.Td>
      )}
      {columns.map(({ id: own, name, numeric, from, render }) => (
        <Table.Td
          key={own ?? name}
          className={numeric === true ? classes.number : undefined}
          {...(from !== undefined && { visibleFrom: from })}
        >
          {render(item)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** Drawn again only when something of it changed: a long list scrolls by. */
export const DataRow = memo(Row) as typeof Row;

function follow(event: MouseEvent<HTMLElement>): void {
  const inControl = event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
  if (inControl || getSelection()?.isCollapsed === false) return;
  event.currentTarget.querySelector("a")?.click();
}
