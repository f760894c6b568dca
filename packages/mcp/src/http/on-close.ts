import type { HttpResponse } from "@mcp-tools/core";

/** Calls back when the response is over or its client gone; at once where that has happened while something was waited for. */
export function onClose(res: HttpResponse, callback: () => void): void {
  if (res.closed) callback();
  // Not `once`, which costs a wrapper: it happens once anyway.
  else res.on("close", callback);
}
