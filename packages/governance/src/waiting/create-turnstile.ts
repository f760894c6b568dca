import { AppError } from "@mcp-tools/core";

/** Runs work, so many at a time, in the order of arrival. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

const QUEUE_MAX = 20_000;

/**
 * A thousand calls at once must not all stand before the database: its deadline counts from when it is asked, and time
 * spent waiting for a connection would look like a database that hangs.
 * @throws AppError `unavailable` when too many wait already
 */
export function createTurnstile(atOnce: number, { queueMax = QUEUE_MAX } = {}): Turnstile {
  const queue: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < atOnce) running += 1;
    else {
      if (queue.length >= queueMax)
        throw new AppError("unavailable", "Too many calls at once. Try again in a few seconds.");
      // Whoever ends hands its place over.
      await new Promise<void>((resolve) => void queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
