import type { Logger } from "@mcp-tools/core";

/**
 * Calls every listener; one that throws neither stops the others nor reaches whoever published.
 * Without a logger its fault is thrown on its own, so that it is never swallowed.
 */
export function deliver<Listener>(
  listeners: Iterable<Listener>,
  call: (listener: Listener) => void,
  logger: Logger | undefined,
): void {
  for (const listener of listeners) {
    try {
      call(listener);
    } catch (err) {
      if (logger !== undefined) logger.error({ err }, "listener failed");
      else queueMicrotask(() => rethrow(err));
    }
  }
}

function rethrow(err: unknown): never {
  throw err;
}
