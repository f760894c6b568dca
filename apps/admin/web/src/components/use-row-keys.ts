import type { KeyboardEvent, RefObject } from "react";

interface RowKeysOptions {
  /** Holds the rows, each with `data-index` and a link. */
  readonly container: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Brings a row that is not in the page into it. */
  scrollTo(index: number): void;
  /** Space on a row's link. */
  onChoose?(index: number): void;
}

const pageRows = 10;
const framesMax = 30;

/** Arrows, Page Up and Down, Home and End move from row to row, Space chooses. Enter is the link's own. */
export function useRowKeys({ container, count, scrollTo, onChoose }: RowKeysOptions) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const at = Number(event.target.closest<HTMLElement>("[data-index]")?.dataset["index"] ?? Number.NaN);
    if (Number.isNaN(at)) return;
    if (event.key === " " && event.target instanceof HTMLAnchorElement && onChoose !== undefined) {
      event.preventDefault();
      onChoose(at);
      return;
    }
    const next = nextRow(event.key, at, count);
    if (next === undefined) return;
    event.preventDefault();
    if (focusRow(container.current, next)) return;
    scrollTo(next);
    focusSoon(container, next);
  };
}

export function nextRow(key: string, at: number, count: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: Math.min(at + pageRows, count - 1),
    PageUp: Math.max(at - pageRows, 0),
    Home: 0,
    End: count - 1,
  };
  const next = moves[key];
  return next === undefined || next < 0 || next >= count || next === at ? undefined : next;
}

/** It is in the page once what the scroll changed was drawn. */
function focusSoon(container: RefObject<HTMLElement | null>, index: number, frames = framesMax): void {
  requestAnimationFrame(() => {
    if (!focusRow(container.current, index) && frames > 0) focusSoon(container, index, frames - 1);
  });
}

function focusRow(container: HTMLElement | null, index: number): boolean {
  const link = container?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
  link?.focus();
  return link !== undefined && link !== null;
}
