import type { Change, ChangeFeed, Logger } from "@mcp-tools/core";

/** Why waiting ended. `look`: something happened to it, or might have. */
export type WaitEnd = "look" | "late" | "cancelled" | "stopped" | "full";

export interface WaitingRoom {
  /** Waits until the thing with this id changes, at most until `until` (epoch milliseconds). Never rejects. */
  wait(id: string, options: WaitOptions): Promise<WaitEnd>;
  /** Ends all waiting, now and from now on. */
  stop(): void;
  readonly waiting: number;
}

export interface WaitOptions {
  readonly until: number;
  readonly signal: AbortSignal;
  /** Called every second or two while it waits; true ends the waiting with `look`. */
  readonly onTick?: ((now: number) => boolean) | undefined;
}

export interface WaitingRoomParts {
  readonly kind: Extract<Change, { id: string }>["kind"];
  readonly changes: ChangeFeed;
  /** Those of the ids for which there is still something to wait for. */
  readonly stillOpen: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly logger: Logger;
  readonly now?: (() => number) | undefined;
  readonly tickMs?: number | undefined;
  readonly waitersMax?: number | undefined;
}

const TICK_MS = 1_500;
const JITTER = 0.2;
const WAITERS_MAX = 10_000;

interface Waiter {
  readonly end: (reason: WaitEnd) => void;
  readonly onTick: WaitOptions["onTick"];
}

/**
 * Where calls wait for what other processes do. All of them share one subscription to the change feed and one question to
 * the store every second or two, for what the feed missed; both end with the last one.
 */
export function createWaitingRoom(parts: WaitingRoomParts): WaitingRoom {
  const { kind, changes, stillOpen, logger, now = Date.now, tickMs = TICK_MS, waitersMax = WAITERS_MAX } = parts;
  const waiters = new Map<string, Set<Waiter>>();
  let count = 0;
  let isStopped = false;
  let release: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  function wake(id: string): void {
    for (const waiter of waiters.get(id) ?? []) waiter.end("look");
  }

  async function ask(): Promise<void> {
    if (isAsking || count === 0) return;
    isAsking = true;
    try {
      const ids = [...waiters.keys()];
      const open = new Set(await stillOpen(ids));
      for (const id of ids) if (!open.has(id)) wake(id);
    } catch (err) {
      logger.debug({ err, kind }, "changes are not looked for");
    } finally {
      isAsking = false;
    }
  }

  function tick(): void {
    const at = now();
    for (const set of waiters.values()) for (const waiter of set) if (waiter.onTick?.(at) === true) waiter.end("look");
    void ask();
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = count === 0 ? undefined : setTimeout(tick, tickMs * (1 + (Math.random() - 0.5) * JITTER)).unref();
  }

  function enter(id: string, waiter: Waiter): void {
    count += 1;
    const set = waiters.get(id);
    if (set === undefined) waiters.set(id, new Set([waiter]));
    else set.add(waiter);
    if (timer === undefined) schedule();
    release ??= changes.subscribe({
      onChange: (change) => {
        if (change.kind === kind) wake(change.id);
      },
      onGap: () => void ask(),
    });
  }

  function leave(id: string, waiter: Waiter): void {
    count -= 1;
    const set = waiters.get(id);
    set?.delete(waiter);
    if (set?.size === 0) waiters.delete(id);
    if (count > 0) return;
    release?.();
    release = undefined;
    schedule();
  }

  return {
    get waiting() {
      return count;
    },
    wait(id, { until, signal, onTick }) {
      if (isStopped) return Promise.resolve("stopped");
      if (signal.aborted) return Promise.resolve("cancelled");
      if (until <= now()) return Promise.resolve("late");
      if (count >= waitersMax) return Promise.resolve("full");
      return new Promise((resolve) => {
        const end = (reason: WaitEnd) => {
          clearTimeout(late);
          signal.removeEventListener("abort", onAbort);
          leave(id, waiter);
          resolve(reason);
        };
        const onAbort = () => end("cancelled");
        const waiter: Waiter = { end, onTick };
        const late = setTimeout(end, until - now(), "late");
        signal.addEventListener("abort", onAbort);
        enter(id, waiter);
      });
    },
    stop() {
      isStopped = true;
      for (const set of waiters.values()) for (const waiter of set) waiter.end("stopped");
    },
  };
}
