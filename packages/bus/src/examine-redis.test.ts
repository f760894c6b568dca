// @needs redis-server
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../test/start-redis.ts";
import { examineRedis } from "./examine-redis.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.kill());

test("tells what a Redis is like", async () => {
  const facts = await examineRedis(redis.url);

  expect(facts).toMatchObject({ isReplica: false, evictionPolicy: "noeviction", memoryMax: 0 });
  expect(facts.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(Math.abs(facts.skewMs)).toBeLessThan(1_000);
});

test("sees that it may forget, and that it is a replica", async () => {
  const client = new Redis(redis.url);
  await client.config("SET", "maxmemory", "100mb");
  await client.config("SET", "maxmemory-policy", "allkeys-lru");
  await client.replicaof("127.0.0.1", 1);
  client.disconnect();

  expect(await examineRedis(redis.url)).toMatchObject({
    isReplica: true,
    evictionPolicy: "allkeys-lru",
    memoryMax: 104_857_600,
  });
});

test("says when there is none", async () => {
  await expect(examineRedis("redis://127.0.0.1:1")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("ECONNREFUSED") as string,
  });
});
