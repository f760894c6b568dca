/** Exponential delay before the retry `attempt` (0, 1, …): half of it fixed, half of it random, at most `maxMs`. */
export function backoffMs(attempt: number, firstMs: number, maxMs: number): number {
  const delay = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(delay * (0.5 + Math.random() / 2));
}
