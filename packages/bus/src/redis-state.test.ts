// @needs redis-server
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger, type StreamClaim, type StreamEvent } from "@mcp-tools/core";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { busContract } from "../test/contract-bus.ts";
import { sessionStoreContract } from "../test/contract-session-store.ts";
import { streamLogContract } from "../test/contract-stream-log.ts";
import { startRedis, type TestRedis } from "../test/start-redis.ts";
import { createRedisBus } from "./redis-bus.ts";
import { createRedisLink, type RedisLink } from "./redis-link.ts";
import { createRedisPeers } from "./redis-peers.ts";
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
    const lastWords = ['{"error":"lost"}', '{"error":"lost too"}'];
    const producer = createRedisStreamLog({ ...limits, claimMs: 600, link: doomed });
    const living = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
    producer.claim("s", "a", { lastWords });
    living.claim("s", "b", { lastWords });
    await producer.append("s", "a", "begun");
    await living.append("s", "b", "begun");
    const seen: string[][] = [[], [], []];
    for (const index of [0, 1]) {
      const log = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
      log.tail("s", "a", ({ data }) => seen[index]?.push(data), { onEnd: () => seen[index]?.push("end") });
      if (index === 0) log.tail("s", "b", ({ data }) => seen[2]?.push(data));
    }
    await sleep(100);
    // As a crash does: no end, no renewal.
    await producer.close();
    await doomed.close();
    await vi.waitFor(
      () =>
        expect(seen.slice(0, 2)).toEqual([
          [...lastWords, "end"],
          [...lastWords, "end"],
        ]),
      { timeout: 5_000 },
    );
    await sleep(700);
    expect(seen[2]).toEqual([]);
    await living.append("s", "b", "answer");
    await vi.waitFor(() => expect(seen[2]).toEqual(["answer"]));
  });

  test("the work of a process that died goes to one of those who can do it, and nobody else may add to the stream", async () => {
    const doomed = await link();
    const open = async (one?: RedisLink) =>
      createRedisStreamLog({ ...limits, claimMs: 600, link: one ?? (await link()) });
    const producer = await open(doomed);
    // Of the same process, and not dead at all: it only stood still.
    const late = producer.claim("s", "a", { lastWords: ["lost"], work: "call 1" });
    await late.append("begun");
    const heard: string[] = [];
    const heirs: { work: string; claim: StreamClaim }[] = [];
    const onOrphan = (work: string, claim: StreamClaim) => void heirs.push({ work, claim });
    const [first, second] = [await open(), await open()];
    first.tail("s", "a", ({ data }) => heard.push(data), { onEnd: () => heard.push("end"), onOrphan });
    second.tail("s", "a", () => {}, { onOrphan });
    await sleep(900);
    expect(heirs).toEqual([]);

    await producer.close();
    await vi.waitFor(() => expect(heirs).toMatchObject([{ work: "call 1" }]), { timeout: 5_000 });
    await expect(late.append("too late")).rejects.toMatchObject({ code: "conflict" });
    await late.end();
    // Whoever has it now shows that it lives.
    await sleep(900);
    expect(heard).toEqual([]);
    await heirs[0]?.claim.append("answer");
    await heirs[0]?.claim.end();
    await vi.waitFor(() => expect(heard).toEqual(["answer", "end"]));
    expect(heirs).toHaveLength(1);
  });

  test("work that was begun twice in vain is not begun a third time", async () => {
    const open = async () => {
      const one = await link();
      return { one, log: createRedisStreamLog({ ...limits, claimMs: 600, link: one }) };
    };
    const crash = async ({ one, log }: Awaited<ReturnType<typeof open>>) => {
      await log.close();
      await one.close();
    };
    const [producer, heir, reader] = [await open(), await open(), await open()];
    producer.log.claim("s", "a", { lastWords: ["lost"], work: "call 1" });
    await producer.log.append("s", "a", "begun");
    let taken = 0;
    heir.log.tail("s", "a", () => {}, { onOrphan: () => taken++ });
    await sleep(50);
    await crash(producer);
    await vi.waitFor(() => expect(taken).toBe(1), { timeout: 5_000 });
    const heard: string[] = [];
    reader.log.tail("s", "a", ({ data }) => heard.push(data), {
      onEnd: () => heard.push("end"),
      onOrphan: () => taken++,
    });
    await sleep(50);
    await crash(heir);

    await vi.waitFor(() => expect(heard).toEqual(["lost", "end"]), { timeout: 5_000 });
    expect(taken).toBe(1);
  });

  test("an event waits for a Redis that is away for a moment, and is added once", async () => {
    const other = await startRedis();
    const one = createRedisLink({ url: other.url, logger: silentLogger });
    try {
      await one.open();
      const claim = createRedisStreamLog({ ...limits, link: one }).claim("s", "a", { lastWords: ["lost"] });
      expect(await claim.append("first")).toBe(1);
      other.freeze();
      // Told to Redis, and not answered in time: it is there all the same once it thaws.
      const waiting = claim.append("second");
      await sleep(1_700);
      other.thaw();
      expect(await waiting).toBe(2);
      const reader = createRedisStreamLog({ ...limits, link: one });
      expect((await reader.read("s", "a", 0))?.map(({ data }) => data)).toEqual(["first", "second"]);
      await other.kill();
      const later = claim.append("third");
      await sleep(300);
      await other.start();
      expect(await later).toBe(1);
    } finally {
      await one.close();
      await other.kill();
    }
  });

  test("a stream that is given up gets its last words at once, also where another has it by now", async () => {
    const log = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
    const heard: string[] = [];
    const given = log.claim("s", "a", { lastWords: ["lost"] });
    await given.append("begun");
    const reader = createRedisStreamLog({ ...limits, claimMs: 600, link: await link() });
    reader.tail("s", "a", ({ data }) => heard.push(data), { onEnd: () => heard.push("end") });
    await sleep(50);
    given.abandon();
    await vi.waitFor(() => expect(heard).toEqual(["lost", "end"]), { timeout: 2_000 });
    // Too late to say anything.
    given.abandon();
    await expect(given.append("answer")).rejects.toMatchObject({ code: "conflict" });
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

describe("peers", () => {
  async function openTwo() {
    const links = [await link(), await link()] as const;
    const [here, there] = links.map((one) => createRedisPeers({ link: one, logger: silentLogger, answerMs: 300 }));
    if (here === undefined || there === undefined) throw new Error("none");
    return { here, there };
  }

  test("ask each other, and only who is asked answers", async () => {
    const { here, there } = await openTwo();
    const asked: unknown[] = [];
    here.serve(() => "here");
    there.serve((request) => {
      asked.push(request);
      return { echo: request };
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => here.ask(there.own ?? "", { index, text: "漢\u2028" })),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => ({ echo: { index, text: "漢\u2028" } })));
    expect(asked).toHaveLength(50);
    expect(await there.ask(here.own ?? "", null)).toBe("here");
  });

  test("nobody of that name is not found, and one that does not answer is unavailable", async () => {
    const { here, there } = await openTwo();
    await expect(here.ask("nobody", 1)).rejects.toMatchObject({ code: "not_found" });
    const release = there.serve(() => "there");
    expect(await here.ask(there.own ?? "", 1)).toBe("there");
    release();
    await expect(here.ask(there.own ?? "", 1)).rejects.toMatchObject({ code: "unavailable" });
    await there.close();
    await expect(here.ask(there.own ?? "", 1)).rejects.toMatchObject({ code: "not_found" });
  });

  test("a question that is heard twice is taken once", async () => {
    const { here, there } = await openTwo();
    const asked: unknown[] = [];
    there.serve((request) => asked.push(request));
    const heard: string[] = [];
    const tap = await link();
    tap.listen(`mcp-tools:peer:${there.own}`, (text) => void heard.push(text));
    await expect.poll(() => admin.pubsub("NUMSUB", `mcp-tools:peer:${there.own}`)).toContain(2);
    expect(await here.ask(there.own ?? "", "once")).toBe(1);
    await expect.poll(() => heard.length).toBe(1);
    await admin.publish(`mcp-tools:peer:${there.own}`, heard[0] ?? "");
    expect(await here.ask(there.own ?? "", "more")).toBe(2);
    expect(asked).toEqual(["once", "more"]);
  });

  test("a fault of who answers costs the others nothing", async () => {
    const { here, there } = await openTwo();
    there.serve((request) => {
      if (request === "bad") throw new Error("boom");
      return request;
    });
    await expect(here.ask(there.own ?? "", "bad")).rejects.toMatchObject({ code: "unavailable" });
    expect(await here.ask(there.own ?? "", "good")).toBe("good");
  });
});
