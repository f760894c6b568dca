import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useState, type RefObject } from "react";

/** Shorter lists are in the page as a whole, where the browser's own search finds everything. */
const wholeMax = 80;
/** What stands above the list when it is scrolled: the top bar, and the head of the table. */
const headHeight = 90;

interface VirtualRowsOptions {
  readonly container: RefObject<HTMLElement | null>;
  readonly keys: readonly string[];
  /** A first guess; rows are measured. */
  readonly rowHeight: number;
}

export interface VirtualRows {
  readonly shown: readonly number[];
  /** Height of what is not in the page, above and below. */
  readonly before: number;
  readonly after: number;
  readonly measure: ((element: HTMLElement | null) => void) | undefined;
  scrollTo(index: number): void;
}

/** Which rows of a list, that scrolls with its page, have to be in the page. */
export function useVirtualRows({ container, keys, rowHeight }: VirtualRowsOptions): VirtualRows {
  const count = keys.length;
  const isLong = count > wholeMax;
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const element = container.current;
    if (element !== null && isLong) setOffset(element.getBoundingClientRect().top + scrollY);
  }, [container, isLong]);

  // Another function would have every row measured anew.
  const getItemKey = useCallback((at: number) => keys[at] ?? at, [keys]);
  // oxlint-disable-next-line react/incompatible-library -- the compiler is not used, and leaves this hook alone if it is
  const virtualizer = useWindowVirtualizer({
    count,
    enabled: isLong,
    estimateSize: () => rowHeight,
    getItemKey,
    overscan: 8,
    useFlushSync: false,
    scrollMargin: offset,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: 64,
  });

  if (!isLong)
    return {
      shown: Array.from({ length: count }, (_, at) => at),
      before: 0,
      after: 0,
      measure: undefined,
      scrollTo: () => {},
    };
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return {
    shown: items.map(({ index }) => index),
    before: first === undefined ? 0 : first.start - offset,
    after: last === undefined ? 0 : virtualizer.getTotalSize() + offset - last.end,
    measure: virtualizer.measureElement,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
