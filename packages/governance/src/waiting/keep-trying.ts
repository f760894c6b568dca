import type { Logger } from "@mcp-tools/core";

/** Between the attempts, milliseconds; with jitter. */
const DELAYS_MS = [1_000, 2_000, 5_000, 10_000, 20_000];

/**
 * Does it now, and where that fails again and again behind the caller's back, for about half a minute. Resolves after the
 * first attempt, whatever came of it: for what has to be noted but must not change an answer.
 */
export async function keepTrying(
  work: () => Promise<unknown>,
  { logger, what, delaysMs = DELAYS_MS }: { logger: Logger; what: string; delaysMs?: readonly number[] },
): Promise<void> {
  try {
    await work();
  } catch (err) {
    const [delayMs, ...later] = delaysMs;
    if (delayMs === undefined) return logger.error({ err, what }, "not noted");
    logger.debug({ err, what }, "not noted yet");
    const again = () => void keepTrying(work, { logger, what, delaysMs: later });
    setTimeout(again, delayMs * (0.8 + Math.random() * 0.4)).unref();
  }
}
