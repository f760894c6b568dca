import type { SseWriter } from "./sse-writer.ts";

/** Below the idle limits of common proxies (60 s) and of sleepy NATs. */
const KEEP_ALIVE_MS = 15_000;
/** The streams take turns: thousands of writes at once would hold up the calls between them. */
const TURNS = 30;

export interface KeepAlive {
  add(writer: SseWriter): void;
  delete(writer: SseWriter): void;
  readonly size: number;
  close(): void;
}

/** One timer that keeps every open stream alive with comments; a timer per stream would cost memory by the thousand. */
export function createKeepAlive(): KeepAlive {
  const turns = Array.from({ length: TURNS }, () => new Set<SseWriter>());
  let current = 0;
  let next = 0;
  const timer = setInterval(() => {
    current = (current + 1) % TURNS;
    for (const writer of turns[current] ?? []) writer.raw(": keep-alive\n\n");
  }, KEEP_ALIVE_MS / TURNS);
  timer.unref();
  return {
    add(writer) {
      next = (next + 1) % TURNS;
      turns[next]?.add(writer);
    },
    delete(writer) {
      for (const writers of turns) if (writers.delete(writer)) return;
    },
    get size() {
      return turns.reduce((sum, writers) => sum + writers.size, 0);
    },
    close: () => clearInterval(timer),
  };
}
