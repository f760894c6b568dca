import { AppError } from "@mcp-tools/core";

export interface GateOptions {
  readonly runningMax: number;
  readonly waitingMax: number;
}

/**
 * Lets so many run at once and so many wait; any other is sent away at once. For password hashes, each of which takes
 * 16 MiB and a thread for a while.
 * @throws AppError `rate_limited`
 */
export function createGate({ runningMax, waitingMax }: GateOptions): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function enter(): Promise<void> {
    if (running < runningMax) {
      running += 1;
      return;
    }
    if (waiting.length >= waitingMax)
      throw new AppError("rate_limited", "Too many people are signing in. Try again in a moment.", {
        detail: { retryAfterMs: 2000 },
      });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
