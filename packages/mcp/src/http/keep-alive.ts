import { createLinkedList } from "@mcp-tools/core";
import type { SseWriter } from "./sse-writer.ts";

/** Below the idle limits of common proxies (60 s) and of sleepy NATs. */
const KEEP_ALIVE_MS = 15_000;
/** The streams take turns: thousands of writes at once would hold up the calls between them. */
const TURNS = 30;
const TURN_MS = KEEP_ALIVE_MS / TURNS;

/**
 * After this much silence an answer that may be a stream is opened for its keep-alive comments alone: proxies and clients give
 * up on a response without a byte after 30 to 60 s, and a call may wait that long for a person.
 */
const SILENCE_MS = 5_000;

export interface KeepAlive {
  add(writer: SseWriter): void;
  delete(writer: SseWriter): void;
  /** Calls back once, after five seconds and a turn at most. Returns what calls that off. */
  afterSilence(breakSilence: () => void): () => void;
  /** Open streams, and answers that may become one. */
  readonly size: number;
  close(): void;
}

/**
 * One timer that keeps every open stream alive with comments, and opens those that have been silent for long: a timer for each
 * would cost memory by the thousand, and time with every call.
 */
export function createKeepAlive(): KeepAlive {
  const turns = Array.from({ length: TURNS }, () => new Set<SseWriter>());
  const silent = createLinkedList<{ readonly dueTurn: number; readonly end: () => void }>();
  let turn = 0;
  let next = 0;
  const timer = setInterval(() => {
    turn += 1;
    for (const writer of turns[turn % TURNS] ?? []) writer.raw(": keep-alive\n\n");
    for (const { dueTurn, end } of silent) if (dueTurn <= turn) end();
  }, TURN_MS);
  timer.unref();
  return {
    add(writer) {
      next = (next + 1) % TURNS;
      turns[next]?.add(writer);
    },
    delete(writer) {
      for (const writers of turns) if (writers.delete(writer)) return;
    },
    afterSilence(breakSilence) {
      const release = silent.add({
        dueTurn: turn + Math.ceil(SILENCE_MS / TURN_MS) + 1,
        end() {
          release();
          breakSilence();
        },
      });
      return release;
    },
    get size() {
      return turns.reduce((sum, writers) => sum + writers.size, silent.size);
    },
    close: () => clearInterval(timer),
  };
}
