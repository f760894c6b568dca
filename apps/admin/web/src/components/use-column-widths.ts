import { useState } from "react";
import { remembered } from "../app/remembered.ts";

export type Widths = Record<string, number>;

export const widthMin = 56;
const widthMax = 2000;

/** Widths that somebody gave to columns, kept in this browser under a name. */
export function useColumnWidths(name: string | undefined): [Widths, (change: (old: Widths) => Widths) => void] {
  const key = name === undefined ? undefined : `widths.${name}`;
  const [widths, setWidths] = useState(() => readWidths(key === undefined ? undefined : remembered.get(key)));
  return [
    widths,
    (change) =>
      setWidths((old) => {
        const next = change(old);
        if (key !== undefined) remembered.set(key, JSON.stringify(next));
        return next;
      }),
  ];
}

/** Whatever somebody else wrote there is left out. */
export function readWidths(text: string | undefined): Widths {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter(
        ([, width]) => typeof width === "number" && width >= widthMin && width <= widthMax,
      ) as [string, number][],
    );
  } catch {
    return {};
  }
}
