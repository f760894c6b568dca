// @needs redis-server
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger, type StreamEvent } from "@mcp-tools/core";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { busContract } from "../test/contract-bus.ts";
import { sessionStoreContract } from "../test/contract-session-store.ts";
import { streamLogContract } from "../test/contract-stream-log.ts";
import { startRedis, type TestRedis } from "../test/start-redis.ts";
import { createRedisBus } from "./redis-bus.ts";
import { createRedisLink, type RedisLink } from "./redis-link.ts";
import { createRedisSessionStore } from "./redis-session-store.ts";
import { createRedisStreamLog } from "./redis-stream-log.ts";

let redis: TestRedis;
let admin: Redis;
let links: RedisLink[] = [];
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  admin.on("error", () => {});
});
beforeEach(async () => void (await admin.flushall()));
afterEach(async () => {
  await Promise.all(links.map((link) => link.close()));
  links = [];
});
afterAll(async () => {
  admin.disconnect();
  await redis.kill();
});

async function link(): Promise<RedisLink> {
  const one = createRedisLink({ url: redis.url, logger: silentLogger });
  links.push(one);
  await one.open();
  return one;
}

const limits = { eventsMax: 100, retentionMs: 60_000, idleMs: 60_000 };

/** What is left of every key, and of every session in the list, becomes less. */
async function shorten(ms: number): Promise<void> {
  for (const key of await admin.keys("mcp-tools:*")) {
    const left = await admin.pttl(key);
    if (left > ms) await admin.pexpire(key, left - ms);
    else if (left >= 0) await admin.del(key);
    if (key.endsWith(":all")) for (const id of await admin.zrange(key, "0", "-1")) await admin.zincrby(key, -ms, id);
  }
}

describe("the bus", () => {
  busContract(async () => {
    const here = createRedisBus({ link: await link() });
    const there = createRedisBus({ link: await link() });
    // Subscribing is under way.
    await sleep(30);
    return { here, there };
  });

  test("while Redis is away, listeners of the same process are told, and others again once it is back", async () => {
    const here = createRedisBus({ link: await link() });
    const there = createRedisBus({ link: await link() });
    const seen: string[] = [];
    here.subscribe(({ kind }) => seen.push(`here ${kind}`));
    there.subscribe(({ kind }) => seen.push(`there ${kind}`));
    await redis.kill();
    try {
      here.publish({ kind: "tools_changed" });
      await vi.waitFor(() => expect(seen).toEqual(["here tools_changed"]));
    } finally {
      await redis.start();
    }
    await vi.waitFor(
      () => {
        here.publish({ kind: "prompts_changed" });
        expect(seen).toContain("there prompts_changed");
      },
      { timeout: 10_000, interval: 200 },
    );
  }, 20_000);
});

describe("the session store", () => {
  sessionStoreContract(async (bounds) => {
    const store = createRedisSessionStore({ ...bounds, link: await link() });
    const other = createRedisSessionStore({ ...bounds, link: await link() });
    return { store, other, elapse: shorten };
  });

  test("says that Redis is away, within two seconds, and works again when it is back", async () => {
    const one = await link();
    const store = createRedisSessionStore({ link: one, idleMs: 60_000, sessionsMax: 10 });
    redis.freeze();
    try {
      const asked = performance.now();
      await expect(store.get("a")).rejects.toMatchObject({ code: "unavailable" });
      expect(performance.now() - asked).toBeLessThan(2_500);
      expect(await one.check()).toMatch(/Redis/);
    } finally {
      redis.thaw();
    }
    await vi.waitFor(async () => expect(await store.get("a")).toBeUndefined(), { timeout: 10_000 });
    expect(await one.check()).toBeUndefined();
  }, 20_000);
});

describe("the stream log", () => {
  streamLogContract(async (bounds) => {
    const log = createRedisStreamLog({ ...bounds, touchMs: 20, link: await link() });
    const other = createRedisStreamLog({ ...bounds, touchMs: 20, link: await link() });
    return {
      log,
      other,
      async elapse(ms) {
        for (let left = ms; left > 0; left -= 500) {
          await shorten(Math.min(500, left));
          await sleep(50);
        }
      },
    };
  });

  test("what others append while a follower's connection is lost reaches it, in order and once", async () => {
    const log = createRedisStreamLog({ ...limits, link: await link() });
    const other = createRedisStreamLog({ ...limits, link: await link() });
    const seen: StreamEvent[] = [];
    other.tail("s", "a", (event) => seen.push(event));
    await log.append("s", "a", "1");
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    const ids = String(await admin.client("LIST"))
      .split("\n")
      .filter((line) => line.includes("name=mcp-tools-events"))
      .map((line) => /id=(\d+)/.exec(line)?.[1] ?? "");
    for (const id of ids) await admin.client("KILL", "ID", id);
    for (let index = 2; index <= 50; index++) await log.append("s", "a", String(index));
    await log.end("s", "a");
    await vi.waitFor(() => expect(seen).toHaveLength(50), { timeout: 5_000 });
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test("followers in two processes hear the same while two others append", async () => {
    const logs = await Promise.all(
      Array.from({ length: 4 }, async () => createRedisStreamLog({ ...limits, eventsMax: 1_000, link: await link() })),
    );
    const seen: number[][] = [[], []];
    for (const index of [0, 1]) logs[index]?.tail("s", "a", ({ seq }) => seen[index]?.push(seq));
    await sleep(50);
    await Promise.all(
      [2, 3].map(async (index) => {
        for (let count = 0; count < 200; count++) await logs[index]?.append("s", "a", "x");
      }),
    );
    const all = Array.from({ length: 400 }, (_, index) => index + 1);
    await vi.waitFor(() => expect(seen).toEqual([all, all]), { timeout: 5_000 });
  });

  test("a stream whose process died gets its last words, once, and ends; that of a living one goes on", async () => {
    const doomed = await link();
    const words = ['{"error":"lost"}', '{"error":"lost too"}'];
    const producer = createRedisStreamLog({ ...limits, claimMs: 600, link: doomed });
    const living = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
    producer.claim("s", "a", words);
    living.claim("s", "b", words);
    await producer.append("s", "a", "begun");
    await living.append("s", "b", "begun");
    const seen: string[][] = [[], [], []];
    for (const index of [0, 1]) {
      const log = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
      log.tail(
        "s",
        "a",
        ({ data }) => seen[index]?.push(data),
        () => seen[index]?.push("end"),
      );
      if (index === 0) log.tail("s", "b", ({ data }) => seen[2]?.push(data));
    }
    await sleep(100);
    // As a crash does: no end, no renewal.
    await producer.close();
    await doomed.close();
    await vi.waitFor(
      () =>
        expect(seen.slice(0, 2)).toEqual([
          [...words, "end"],
          [...words, "end"],
        ]),
      { timeout: 5_000 },
    );
    await sleep(700);
    expect(seen[2]).toEqual([]);
    await living.append("s", "b", "answer");
    await vi.waitFor(() => expect(seen[2]).toEqual(["answer"]));
  });

  test("what is kept in Redis ends by itself", async () => {
    const log = createRedisStreamLog({ ...limits, link: await link() });
    await log.append("s", "a", "one");
    await log.end("s", "b");
    const keys = await admin.keys("*");
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
  });
});
