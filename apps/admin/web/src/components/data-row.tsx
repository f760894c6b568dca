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

/** Plain elements: the rows of a long list, with all their cells, are made anew at each key of a search. */
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
    <tr
      ref={measure}
      className={classes.row}
      data-index={at}
      data-selected={isSelected}
      aria-rowindex={at + 2}
      {...(isChosen !== undefined && { "aria-selected": isChosen })}
      onClick={follow}
    >
      {isChosen !== undefined && (
        <td className={`${classes.cell} ${classes.choice}`}>
          {/* The browser's own: a long list that scrolls by makes many. */}
          <input
            type="checkbox"
            className={classes.checkbox}
            aria-label={chooseLabel}
            checked={isChosen}
            onChange={(event) => onChoose(id, event)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id ?? column.name} className={cellClass(column)}>
          {column.render(item)}
        </td>
      ))}
    </tr>
  );
}

function cellClass<Item>({ numeric, from }: Column<Item>): string {
  const names = [classes.cell];
  if (numeric === true) names.push(classes.number);
  if (from !== undefined) names.push(`mantine-visible-from-${from}`);
  return names.join(" ");
}

/** Drawn again only when something of it changed: a long list scrolls by. */
export const DataRow = memo(Row) as typeof Row;

function follow(event: MouseEvent<HTMLElement>): void {
  const inControl = event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
  if (inControl || getSelection()?.isCollapsed === false) return;
  event.currentTarget.querySelector("a")?.click();
}
