import type { KeyboardEvent } from "react";

/** Ctrl or ⌘ with Enter saves a form from any of its fields. */
export function submitOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
}
