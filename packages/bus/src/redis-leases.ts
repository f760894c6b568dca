import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { IN_FLIGHT_RETRY_MS } from "./memory-limiter.ts";
import type { Hit } from "./redis-windows.ts";

export interface RedisLeases {
  /** Counts a running call until `undo`. Rejects when Redis does not answer. */
  take(subject: string, max: number): Promise<Hit>;
  /** Ends renewing. */
  close(): void;
}

/** By Redis' own clock: replicas disagree about the time. */
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS[1]: the leases of a subject, by when they end. ARGV: lease, most at the same time, milliseconds. */
const TAKE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 2)
return 1`;

/** KEYS: the leases of subjects. ARGV: milliseconds, then a lease of ours for each key. One that was lost is taken anew: its call runs. */
const RENEW = `${NOW}
for index, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[1], ARGV[index + 1])
  redis.call('PEXPIRE', key, ARGV[1] * 2)
end`;

/** Renewed with one script, so that a thousand running calls are two commands. */
const BATCH = 500;

/**
 * Running calls as leases in a sorted set for each subject. They are renewed while the call runs, however long that is;
 * those of a process that is gone end by themselves after `leaseMs`.
 */
export function createRedisLeases({
  client,
  prefix,
  leaseMs,
}: {
  client: Redis;
  prefix: string;
  leaseMs: number;
}): RedisLeases {
  /** Held by this process: key by lease. */
  const held = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  function renew(): void {
    const leases = [...held];
    for (let start = 0; start < leases.length; start += BATCH) {
      const batch = leases.slice(start, start + BATCH);
      const keys = batch.map(([, key]) => key);
      // The next one tries again; whoever acquires meanwhile notices that Redis is away.
      client.eval(RENEW, keys.length, ...keys, leaseMs, ...batch.map(([lease]) => lease)).catch(() => {});
    }
  }

  function release(lease: string, key: string): Promise<unknown> {
    if (!held.delete(lease)) return Promise.resolve();
    if (held.size === 0) stop();
    return client.zrem(key, lease).catch(() => {});
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    async take(subject, max) {
      const key = `${prefix}:running:${subject}`;
      const lease = randomUUID();
      if ((await client.eval(TAKE, 1, key, lease, max, leaseMs)) !== 1)
        return { ok: false, retryAfterMs: IN_FLIGHT_RETRY_MS };
      held.set(lease, key);
      timer ??= setInterval(renew, leaseMs / 3).unref();
      return { ok: true, undo: () => release(lease, key) };
    },
    close: stop,
  };
}
