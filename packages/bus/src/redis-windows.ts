import type { Redis } from "ioredis";
import type { RateLimiterRedis } from "rate-limiter-flexible";
import { DAY_MS, MINUTE_MS } from "./memory-limiter.ts";

/** One call counted, which can be taken back, or the time until the next may come. */
export type Hit =
  | { readonly ok: true; undo(): Promise<unknown> }
  | { readonly ok: false; readonly retryAfterMs: number };

export interface RedisWindows {
  /** Rejects when Redis does not answer. */
  minute(subject: string, max: number): Promise<Hit>;
  day(subject: string, max: number): Promise<Hit>;
}

/** A window that is over so soon is not worth giving back to: the next one would begin with a call too few. */
const GIVE_BACK_MS_MIN = 1_000;

/**
 * Calls a minute and calls a day by rate-limiter-flexible. It only counts: what is too much is decided here, since one
 * subject's limit may change from one call to the next. A day has a key of its own, so that it ends at midnight UTC
 * whoever made the key, and when.
 */
export function createRedisWindows(
  limiterClass: typeof RateLimiterRedis,
  { client, prefix, now }: { client: Redis; prefix: string; now: () => number },
): RedisWindows {
  const counter = (name: string, duration: number) =>
    new limiterClass({
      storeClient: client,
      keyPrefix: `${prefix}:${name}`,
      points: Number.MAX_SAFE_INTEGER,
      duration,
    });
  const minutes = counter("minute", MINUTE_MS / 1_000);
  const days = counter("day", DAY_MS / 1_000);

  async function hit(limiter: RateLimiterRedis, key: string, max: number): Promise<Hit> {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key);
    const undo = () => (msBeforeNext < GIVE_BACK_MS_MIN ? Promise.resolve() : limiter.reward(key));
    if (consumedPoints <= max) return { ok: true, undo };
    await undo();
    return { ok: false, retryAfterMs: msBeforeNext };
  }

  return {
    minute: (subject, max) => hit(minutes, subject, max),
    async day(subject, max) {
      const at = now();
      const answer = await hit(days, `${Math.floor(at / DAY_MS)}:${subject}`, max);
      return answer.ok ? answer : { ok: false, retryAfterMs: DAY_MS - (at % DAY_MS) };
    },
  };
}
