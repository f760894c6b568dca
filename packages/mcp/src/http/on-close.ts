import type { ServerResponse } from "node:http";

/** Calls back when the response is over or its client gone; at once where that has happened while something was waited for. */
export function onClose(res: ServerResponse, callback: () => void): void {
  if (res.closed) callback();
  // Not `once`, which costs a wrapper: it happens once anyway.
  else res.on("close", callback);
}
