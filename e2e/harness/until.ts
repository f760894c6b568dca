import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks again and again until there is an answer that is neither undefined nor false. An `ask` that throws has no answer yet.
 * @throws Error after `timeoutMs`, naming what was waited for, with the last thing that was thrown as its cause
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20 }: UntilOptions = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Not within ${timeoutMs} ms: ${what}`, cause === undefined ? undefined : { cause });
    }
    await sleep(everyMs);
  }
}

/** @throws Error naming what was waited for */
export async function within<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  const waited = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: waited.signal }).then(() => {
    throw new Error(`Not within ${timeoutMs} ms: ${what}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    waited.abort();
  }
}
