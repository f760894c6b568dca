import { useEffect, type RefObject } from "react";

/** Longer than a dialog takes to give the focus back to what opened it. */
const waitMs = 60;

/**
 * Where what had the focus in a panel, or in something above it, goes away by what it did, reading goes on in the panel: at
 * what says what came of it (`data-goes-on-here`), or else at the title. What could not be pressed for a while gets the
 * focus back.
 */
export function useKeptFocus(title: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const panel = title.current?.closest("aside, [role=dialog]");
    if (panel === null || panel === undefined) return;
    let last: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onFocusIn = ({ target }: FocusEvent) => {
      const isOurs = target instanceof HTMLElement && (panel.contains(target) || isAbove(target));
      last = isOurs ? target : undefined;
    };
    // Left by the reader, not taken away: what is being taken away is still there while it is told.
    const onFocusOut = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (target === last && target instanceof HTMLElement && isUsable(target)) last = undefined;
      });
    const restore = () => {
      timer = undefined;
      if (last === undefined || !isLost()) return;
      if (isUsable(last)) last.focus();
      else if (!last.isConnected) (panel.querySelector<HTMLElement>("[data-goes-on-here]") ?? title.current)?.focus();
    };
    const observer = new MutationObserver(() => {
      if (last !== undefined && isLost()) timer ??= setTimeout(restore, waitMs);
    });
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("focusout", onFocusOut);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    return () => {
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("focusout", onFocusOut);
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [title]);
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(":disabled");
}

/** A dialog or a menu. */
function isAbove(element: HTMLElement): boolean {
  return element.closest("[data-portal]") !== null;
}
