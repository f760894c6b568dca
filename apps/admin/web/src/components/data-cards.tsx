import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DataTableProps } from "./data-table.tsx";
import classes from "./data-table.module.css";
import { toggleOne } from "./row-selection.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

/** The rows as cards. */
export function DataCards<Item>({ label, items, selected, selection, keyOf, renderCard }: DataTableProps<Item>) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const keys = useMemo(() => items.map((item) => keyOf(item)), [items, keyOf]);
  const rows = useVirtualRows({ container: list, rowHeight: 92, keys });
  const onKeyDown = useRowKeys({ container: list, count: items.length, scrollTo: rows.scrollTo });

  return (
    <ul ref={list} className={classes.cards} aria-label={label} onKeyDown={onKeyDown}>
      {rows.before > 0 && <li aria-hidden style={{ blockSize: rows.before }} />}
      {rows.shown.map((at) => {
        const item = items[at];
        if (item === undefined) return null;
        const id = keyOf(item);
        return (
          <li
            key={id}
            ref={rows.measure}
            data-index={at}
            className={classes.card}
            data-selected={id === selected}
            data-choosing={selection !== undefined}
          >
            {selection !== undefined && (
              <input
                type="checkbox"
                className={`${classes.checkbox} ${classes.cardChoice}`}
                aria-label={t("table.choose", { name: id })}
                checked={selection.chosen.has(id)}
                onChange={() => selection.onChange(toggleOne(selection.chosen, id))}
              />
            )}
            {renderCard(item)}
          </li>
        );
      })}
      {rows.after > 0 && <li aria-hidden style={{ blockSize: rows.after }} />}
    </ul>
  );
}
