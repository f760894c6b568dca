import type { SseWriter } from "./sse-writer.ts";

/** Below the idle limits of common proxies (60 s) and of sleepy NATs. */
const KEEP_ALIVE_MS = 15_000;

export interface KeepAlive {
  add(writer: SseWriter): void;
  delete(writer: SseWriter): void;
  readonly size: number;
  close(): void;
}

/** One timer that keeps every open stream alive with comments; a timer per stream would cost memory by the thousand. */
export function createKeepAlive(): KeepAlive {
  const writers = new Set<SseWriter>();
  const timer = setInterval(() => {
    for (const writer of writers) writer.raw(": keep-alive\n\n");
  }, KEEP_ALIVE_MS);
  timer.unref();
  return {
    add: (writer) => void writers.add(writer),
    delete: (writer) => void writers.delete(writer),
    get size() {
      return writers.size;
    },
    close: () => clearInterval(timer),
  };
}
