import { Table } from "@mantine/core";
import {
  columnResizingFeature,
  columnSizingFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Updater,
} from "@tanstack/react-table";
import { useCallback, useMemo, useRef, useState, type MouseEvent, type SyntheticEvent, type TouchEvent } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { ColumnGrip } from "./column-grip.tsx";
import { DataRow } from "./data-row.tsx";
import type { Column, DataTableProps } from "./data-table.tsx";
import classes from "./data-table.module.css";
import { howMany, toggleOne, toggleShown, toRecord, toSet } from "./row-selection.ts";
import { useColumnWidths, widthMin } from "./use-column-widths.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, rowSelectionFeature });
interface KeyOnly {
  readonly key: string;
}

const none: ReadonlySet<string> = new Set();

/** The table of wide screens. */
export function DataRows<Item>(props: DataTableProps<Item>) {
  const { label, items, columns, selected, selection, remember, keyOf } = props;
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const [widths, setWidths] = useColumnWidths(remember);
  const shown = useMemo(
    () => (selected === undefined ? columns : columns.filter(({ spare }) => spare !== true)),
    [columns, selected],
  );
  const keys = useMemo(() => items.map((item) => keyOf(item)), [items, keyOf]);
  const table = useRows({ keys, columns: shown, selection, widths, setWidths });
  // What is returned is another object after each change, over one table: any of them will do.
  const [{ getRow, getFlatHeaders }] = useState(table);
  const choose = useCallback(
    (id: string, event: SyntheticEvent) => getRow(id, true).getToggleSelectedHandler()(event),
    [getRow],
  );
  const rows = useVirtualRows({
    container: body,
    rowHeight: 50,
    keys,
  });
  const onKeyDown = useRowKeys({
    container: body,
    count: items.length,
    scrollTo: rows.scrollTo,
    ...(selection !== undefined && {
      onChoose: (at) => {
        const key = keys[at];
        if (key !== undefined) selection.onChange(toggleOne(selection.chosen, key));
      },
    }),
  });
  const spacer = (height: number) =>
    height > 0 && (
      <tr aria-hidden>
        {/* One cell, of the first column: more cells than the head shows would be columns of their own. */}
        <td style={{ blockSize: height, padding: 0, border: 0 }} />
      </tr>
    );

  return (
    <Table
      className={classes.table}
      layout="fixed"
      stickyHeader
      stickyHeaderOffset={48}
      verticalSpacing={5}
      aria-label={label}
      aria-rowcount={items.length + 1}
    >
      <Table.Thead>
        <Table.Tr aria-rowindex={1}>
          {selection !== undefined && (
            <Table.Th className={classes.choice}>
              <ChooseShown ids={keys} chosen={selection.chosen} onChange={selection.onChange} />
            </Table.Th>
          )}
          {shown.map((column) => (
            <Table.Th
              key={idOf(column)}
              scope="col"
              title={column.help}
              className={column.numeric === true ? classes.number : undefined}
              w={widths[idOf(column)] ?? column.width}
              {...(column.from !== undefined && { visibleFrom: column.from })}
            >
              {column.name}
              {remember !== undefined && (
                <ColumnGrip
                  name={column.name}
                  width={widths[idOf(column)]}
                  onDrag={(event) => drag(idOf(column), event)}
                  onStep={(by) =>
                    setWidths((old) => ({ ...old, [idOf(column)]: Math.max(widthMin, measure(idOf(column)) + by) }))
                  }
                  onReset={() => setWidths(({ [idOf(column)]: _, ...others }) => others)}
                />
              )}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody ref={body} onKeyDown={onKeyDown}>
        {spacer(rows.before)}
        {rows.shown.map((at) => {
          const [item, id] = [items[at], keys[at]];
          if (item === undefined || id === undefined) return null;
          return (
            <DataRow
              key={id}
              id={id}
              at={at}
              item={item}
              columns={shown}
              isSelected={id === selected}
              isChosen={selection?.chosen.has(id)}
              chooseLabel={t("table.choose", { name: id })}
              measure={rows.measure}
              onChoose={choose}
            />
          );
        })}
        {spacer(rows.after)}
      </Table.Tbody>
    </Table>
  );

  function measure(id: string): number {
    const at = shown.findIndex((column) => idOf(column) === id) + (selection === undefined ? 0 : 1);
    const cells = body.current?.closest("table")?.tHead?.rows[0]?.cells;
    return cells?.[at]?.offsetWidth ?? widthMin;
  }

  /** A column starts from the width that it was drawn with. */
  function drag(id: string, event: MouseEvent | TouchEvent): void {
    flushSync(() => setWidths((old) => ({ ...old, [id]: measure(id) })));
    getFlatHeaders()
      .find(({ column }) => column.id === id)
      ?.getResizeHandler()(event);
  }
}

/** Widths and choosing are the library's; what is in a row is ours, so that it is told the keys alone. */
function useRows<Item>({
  keys,
  columns,
  selection,
  widths,
  setWidths,
}: Pick<DataTableProps<Item>, "columns" | "selection"> & {
  keys: readonly string[];
  widths: Record<string, number>;
  setWidths(change: (old: Record<string, number>) => Record<string, number>): void;
}) {
  const definitions = useMemo(
    () => columns.map((column): ColumnDef<typeof features, KeyOnly> => ({ id: idOf(column), minSize: widthMin })),
    [columns],
  );
  const data = useMemo(() => keys.map((key): KeyOnly => ({ key })), [keys]);
  const chosen = selection?.chosen ?? none;
  const record = useMemo(() => toRecord(chosen), [chosen]);
  return useTable({
    features,
    data,
    columns: definitions,
    getRowId: ({ key }) => key,
    columnResizeMode: "onChange",
    state: { columnSizing: widths, rowSelection: record },
    onColumnSizingChange: (updater) => setWidths((old) => apply(updater, old)),
    onRowSelectionChange: (updater) => selection?.onChange(toSet(apply(updater, record))),
  });
}

function ChooseShown({
  ids,
  chosen,
  onChange,
}: {
  ids: readonly string[];
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}) {
  const { t } = useTranslation();
  const state = useMemo(() => howMany(chosen, ids), [chosen, ids]);
  return (
    <input
      type="checkbox"
      className={classes.checkbox}
      aria-label={t("table.chooseShown")}
      checked={state === "all"}
      ref={(box) => {
        if (box !== null) box.indeterminate = state === "some";
      }}
      onChange={() => onChange(toggleShown(chosen, ids))}
    />
  );
}

function idOf({ id, name }: Pick<Column<never>, "id" | "name">): string {
  return id ?? name;
}

function apply<T>(updater: Updater<T>, old: T): T {
  return typeof updater === "function" ? (updater as (old: T) => T)(old) : updater;
}
