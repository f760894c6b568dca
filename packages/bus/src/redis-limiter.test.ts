// @needs redis-server
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger, type Limiter, type Logger } from "@mcp-tools/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { limiterContract } from "../test/contract-limiter.ts";
import { startRedis, type TestRedis } from "../test/start-redis.ts";
import { createRedisLimiter, type RedisLimiterOptions } from "./redis-limiter.ts";

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  admin.on("error", () => {});
});
beforeEach(async () => void (await admin.flushall()));
afterAll(async () => {
  admin.disconnect();
  await redis.kill();
});

function open(options: Partial<RedisLimiterOptions> = {}): Limiter {
  const limiter = createRedisLimiter({ url: redis.url, logger: silentLogger, ...options });
  onTestFinished(() => limiter.close());
  return limiter;
}

/** What is left of every key becomes less. */
async function shorten(ms: number): Promise<void> {
  for (const key of await admin.keys("mcp-tools:*")) {
    const left = await admin.pttl(key);
    if (left > ms) await admin.pexpire(key, left - ms);
    else await admin.del(key);
  }
}

describe("what every limiter keeps to", () => {
  limiterContract((start) => {
    let time = start;
    const limiter = createRedisLimiter({ url: redis.url, logger: silentLogger, now: () => time });
    const other = createRedisLimiter({ url: redis.url, logger: silentLogger, now: () => time });
    return Promise.resolve({
      limiter,
      other,
      async elapse(ms) {
        time += ms;
        await shorten(ms);
      },
      close: async () => void (await Promise.all([limiter.close(), other.close()])),
    });
  });
});

test("nothing is dialled before the first call", async () => {
  const before = (await admin.client("LIST")) as string;
  const limiter = open();
  await sleep(50);
  expect(String(await admin.client("LIST")).split("\n")).toHaveLength(before.split("\n").length);
  await limiter.acquire([{ subject: "a", limits: { inFlight: 1 } }]);
  expect(String(await admin.client("LIST"))).toContain("mcp-tools-limits");
});

test("what is kept in Redis ends by itself", async () => {
  const limits = { callsPerMinute: 5, callsPerDay: 5, inFlight: 5 };
  await open().acquire([{ subject: "a", limits }]);
  const keys = await admin.keys("*");
  expect(keys).toHaveLength(3);
  for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
});

test("calls of a process that crashed end with their lease; those of a living one go on", async () => {
  const claims = [{ subject: "tool:slow", limits: { inFlight: 2 } }];
  const crashed = open({ leaseMs: 1_500 });
  const living = open({ leaseMs: 1_500 });
  await crashed.acquire(claims);
  await living.acquire(claims);
  expect(await living.acquire(claims)).toMatchObject({ ok: false, limit: "inFlight" });
  // As a crash does: no release, no renewal.
  await crashed.close();
  await vi.waitFor(async () => expect(await living.acquire(claims)).toMatchObject({ ok: true }), {
    timeout: 8_000,
    interval: 100,
  });
  // The living process's first call has run for longer than its lease, and counts still.
  await sleep(2_000);
  expect(await living.acquire(claims)).toMatchObject({ ok: false, limit: "inFlight" });
});

test("a call that is refused leaves no lease that would be renewed", async () => {
  const limiter = open({ leaseMs: 300 });
  const mine = { subject: "a", limits: { inFlight: 5 } };
  const full = { subject: "b", limits: { callsPerMinute: 0 } };
  expect(await limiter.acquire([mine, full])).toMatchObject({ ok: false, subject: "b" });
  expect(await admin.zcard("mcp-tools:{limits}:running:a")).toBe(0);
  await sleep(400);
  expect(await admin.exists("mcp-tools:{limits}:running:a")).toBe(0);
});

describe("while Redis does not answer", () => {
  function createLog() {
    const warn = vi.fn<Logger["warn"]>();
    const info = vi.fn<Logger["info"]>();
    return { warn, info, logger: { ...silentLogger, warn, info } satisfies Logger };
  }
  const claims = [{ subject: "a", limits: { callsPerMinute: 2, inFlight: 2 } }];

  test("killed: calls are counted in the process, it is logged once, and Redis counts again when it is back", async () => {
    const { warn, info, logger } = createLog();
    const limiter = open({ logger });
    const before = await limiter.acquire(claims);
    await redis.kill();
    try {
      const first = await limiter.acquire(claims);
      const second = await limiter.acquire(claims);
      const third = await limiter.acquire(claims);
      expect([first, second, third].map(({ ok }) => ok)).toEqual([true, true, false]);
      for (const answer of [before, first, second]) if (answer.ok) answer.release();
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0]?.[1]).toContain("Redis does not answer");
    } finally {
      await redis.start();
    }
    const fresh = [{ subject: "b", limits: { callsPerDay: 1_000 } }];
    await vi.waitFor(
      async () => {
        await limiter.acquire(fresh);
        expect(await admin.keys("*:day:*")).toHaveLength(1);
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(info).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
  }, 30_000);

  test("absent from the start: the first call is answered all the same", async () => {
    const { warn, logger } = createLog();
    const limiter = open({ url: "redis://127.0.0.1:1", logger });
    expect(await limiter.acquire(claims)).toMatchObject({ ok: true });
    expect(await limiter.acquire(claims)).toMatchObject({ ok: true });
    expect(await limiter.acquire(claims)).toMatchObject({ ok: false });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("silent: a call waits for it once, not every call", async () => {
    const limiter = open();
    await limiter.acquire([{ subject: "x", limits: { inFlight: 1 } }]);
    redis.freeze();
    try {
      expect(await limiter.acquire(claims)).toMatchObject({ ok: true });
      const started = performance.now();
      for (let index = 0; index < 50; index++) await limiter.acquire(claims);
      // One try a second, each given up after half of one.
      expect(performance.now() - started).toBeLessThan(1_500);
    } finally {
      redis.thaw();
    }
  });
});

test("closed, it still answers", async () => {
  const limiter = open();
  await limiter.close();
  expect(await limiter.acquire([{ subject: "a", limits: { inFlight: 1 } }])).toMatchObject({ ok: true });
});
