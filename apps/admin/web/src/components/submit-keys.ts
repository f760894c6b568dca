import type { KeyboardEvent } from "react";

/** Saves a form with Ctrl Enter or ⌘ Enter, wherever in it the caret is. */
export function submitKeys(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
