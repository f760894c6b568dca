import { silentLogger, type Principal } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { operator } from "../actor/actor.ts";
import { createMemoryKeyStore, type MemoryKeyStore } from "../testing/memory-key-store.ts";
import { createKeyRing, type KeyRing } from "./create-key-ring.ts";
import { createKeyVerbs } from "./create-key-verbs.ts";
import { createKeySecret } from "./key-secret.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function open(store: MemoryKeyStore = createMemoryKeyStore()) {
  const verbs = createKeyVerbs({ keys: store, audit: { record: () => Promise.resolve() } });
  const ring = createKeyRing({ store, changes: store.changes, logger: silentLogger });
  const ended: string[] = [];
  ring.onInvalid((id) => ended.push(id));
  await ring.load();
  return { store, verbs, ring, ended };
}

/** What has been said by the feed is read after it. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function principalOf(ring: KeyRing, secret: string): Principal {
  const found = ring.find(secret, undefined);
  if (found.kind !== "principal") throw new Error(`It is ${found.kind}`);
  return found.principal;
}

test("a key is its principal, the same object until the key changes", async () => {
  const { verbs, ring } = await open();
  const { key, secret } = await verbs.create(operator, {
    name: "ci",
    grant: { toolsets: ["docs"] },
    limits: { inFlight: 1 },
    output: { bytes: 1000 },
    personId: "user:1",
  });
  await settle();

  const principal = principalOf(ring, secret);
  expect(principal).toEqual({
    id: `key:${key.id}`,
    kind: "key",
    name: "ci",
    space: "default",
    grant: { toolsets: ["docs"] },
    limits: { inFlight: 1 },
    output: { bytes: 1000 },
    personId: "user:1",
  });
  expect(Object.isFrozen(principal) && Object.isFrozen(principal.grant?.toolsets)).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  await verbs.rotate(operator, "ci");
  await settle();
  expect(principalOf(ring, secret)).toBe(principal);

  await verbs.update(operator, "ci", { grant: { access: ["read"] } });
  await settle();
  const next = principalOf(ring, secret);
  expect(next).toMatchObject({ id: principal.id, grant: { access: ["read"] } });
  expect(ring.current(principal)).toBe(next);
});

test("a revoked key is refused at once where the feed tells of it, and its end is told once", async () => {
  const { verbs, ring, ended } = await open();
  const { secret } = await verbs.create(operator, { name: "ci" });
  await settle();
  const principal = principalOf(ring, secret);

  await verbs.revoke(operator, "ci");
  await settle();

  expect(ring.find(secret, undefined)).toEqual({ kind: "revoked" });
  expect(ring.current(principal)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).toEqual([principal.id]);
});

test("a revoked key is refused within a second where the feed is deaf", async () => {
  const { store, verbs, ring, ended } = await open();
  const { secret } = await verbs.create(operator, { name: "ci" });
  await settle();
  store.changes.deaf = true;
  await verbs.revoke(operator, "ci");

  expect(ring.find(secret, undefined).kind).toBe("principal");
  await vi.advanceTimersByTimeAsync(1000);
  expect(ring.find(secret, undefined).kind).toBe("revoked");
  expect(ended).toHaveLength(1);
});

test("after a gap everything is read again: what is gone without a word goes here, too", async () => {
  const { verbs, ring, ended } = await open();
  const { secret, key } = await verbs.create(operator, { name: "ci" });
  await settle();
  const restored = createMemoryKeyStore();
  const second = createKeyRing({
    store: { ...restored, changedSince: changedSince() },
    changes: restored.changes,
    logger: silentLogger,
  });
  const gone: string[] = [];
  second.onInvalid((id) => gone.push(id));
  await second.load();
  expect(second.current({ id: "key:1" })).toMatchObject({ id: "key:1" });
  restored.changes.gap();
  await settle();
  expect(second.current({ id: "key:1" })).toBeUndefined();
  expect(gone).toEqual(["key:1"]);
  // A key that is still there stays.
  expect(ring.find(secret, undefined)).toMatchObject({ principal: { id: `key:${key.id}` } });
  expect(ended).toEqual([]);

  /** One key at the first look, none at the next complete one. */
  function changedSince(): MemoryKeyStore["changedSince"] {
    let looks = 0;
    return (at) => {
      const keys =
        at === 0 && looks++ === 0
          ? [{ id: "1", name: "x", grant: {}, createdAt: 0, createdBy: "operator", secrets: [] }]
          : [];
      return Promise.resolve({ at: Date.now(), keys });
    };
  }
});

test("an expired key is refused to the millisecond, and its end is told within a second", async () => {
  const { verbs, ring, ended } = await open();
  const { secret } = await verbs.create(operator, { name: "ci", expiresAt: Date.now() + 5_000 });
  await settle();
  const principal = principalOf(ring, secret);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(ring.find(secret, undefined).kind).toBe("principal");

  await vi.advanceTimersByTimeAsync(1);
  expect(ring.find(secret, undefined)).toEqual({ kind: "expired", principal });
  expect(ring.current(principal)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toEqual([principal.id]);

  // A later date revives it.
  await verbs.update(operator, "ci", { expiresAt: Date.now() + 5_000 });
  await settle();
  expect(ring.find(secret, undefined).kind).toBe("principal");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(ended).toEqual([principal.id, principal.id]);
});

test("expiry is a matter of the database's clock, not of this machine's", async () => {
  const store = createMemoryKeyStore({ aheadMs: 3_600_000 });
  const { verbs, ring } = await open(store);
  const { secret } = await verbs.create(operator, { name: "ci", expiresAt: Date.now() + 3_600_000 - 1 });
  await settle();

  expect(ring.find(secret, undefined).kind).toBe("expired");
});

test("an old secret is good for the overlap, and then no longer", async () => {
  const { verbs, ring } = await open();
  const { secret: old } = await verbs.create(operator, { name: "ci" });
  const { secret: fresh } = await verbs.rotate(operator, "ci", { overlapMs: 10_000 });
  await settle();
  expect(principalOf(ring, old)).toBe(principalOf(ring, fresh));

  await vi.advanceTimersByTimeAsync(10_001);

  expect(ring.find(old, undefined)).toEqual({ kind: "replaced", principal: principalOf(ring, fresh) });
  await verbs.rotate(operator, "ci", { overlapMs: 0 });
  await settle();
  expect(ring.find(fresh, undefined).kind).toBe("revoked");
});

test("1,000 forged keys cost no query, not even with a prefix that exists", async () => {
  const { store, verbs, ring } = await open();
  const { secret } = await verbs.create(operator, { name: "ci" });
  await settle();
  const before = store.queries();

  for (let turn = 0; turn < 1000; turn += 1) {
    expect(ring.find(createKeySecret().secret, "192.0.2.1")).toEqual({ kind: "unknown" });
  }
  expect(ring.find(`${secret.slice(0, 13)}${createKeySecret().secret.slice(13)}`, undefined).kind).toBe("malformed");
  expect(ring.find(`${secret}x`, undefined).kind).toBe("malformed");
  expect(store.queries()).toBe(before);
});

test("a key of a moment ago is known after the next look, which comes by itself", async () => {
  const { store, verbs, ring } = await open();
  store.changes.deaf = true;
  const { secret } = await verbs.create(operator, { name: "ci" });
  expect(ring.find(secret, undefined).kind).toBe("unknown");
  const before = store.queries();
  const looks = Array.from({ length: 100 }, () => ring.nextLook());
  await vi.advanceTimersByTimeAsync(700);
  await Promise.all(looks);
  expect(ring.find(secret, undefined).kind).toBe("principal");
  expect(store.queries() - before).toBe(1);
});

test("a look that does not come is not waited for longer than a second, nor by too many, nor beyond the end", async () => {
  const { store, ring } = await open();
  store.changedSince = () => new Promise(() => {});
  let done = 0;
  const wait = () => void ring.nextLook().then(() => (done += 1));
  for (let turn = 0; turn < 256; turn += 1) wait();
  wait();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toBe(257);
  wait();
  await ring.close();
  expect(done).toBe(258);
});

test("before it has been loaded no key is good, and a failed loading can be tried again", async () => {
  const store = createMemoryKeyStore();
  const verbs = createKeyVerbs({ keys: store, audit: { record: () => Promise.resolve() } });
  const { secret } = await verbs.create(operator, { name: "ci" });
  const ring = createKeyRing({ store, changes: store.changes, logger: silentLogger });
  expect(ring.find(secret, undefined).kind).toBe("unknown");
  store.failure = new Error("down");
  await expect(ring.load()).rejects.toThrow("down");
  expect(store.changes.listeners()).toBe(0);

  store.failure = undefined;
  await Promise.all([ring.load(), ring.load()]);
  expect(ring.find(secret, undefined).kind).toBe("principal");
  expect(store.changes.listeners()).toBe(1);
});

test("while the database is away the known keys stay good, and what changed is seen once it is back", async () => {
  const { store, verbs, ring } = await open();
  const { secret } = await verbs.create(operator, { name: "ci" });
  await settle();
  store.changes.deaf = true;
  await verbs.revoke(operator, "ci");
  store.failure = new Error("down");
  store.changes.gap();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ring.find(secret, undefined).kind).toBe("principal");

  store.failure = undefined;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ring.find(secret, undefined).kind).toBe("revoked");
});

test("the first use of a key is noted at once, those after it with the others", async () => {
  const { store, verbs, ring } = await open();
  const { secret, key } = await verbs.create(operator, { name: "ci" });
  await settle();
  const touch = vi.spyOn(store, "touch");
  ring.find(secret, "192.0.2.1");
  await vi.advanceTimersByTimeAsync(200);
  expect(await store.get(key.id)).toMatchObject({ lastUsedFrom: "192.0.2.1" });
  ring.find(secret, "192.0.2.2");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(touch).toHaveBeenCalledTimes(1);
});

test("uses are noted in batches, the last of each key, and those of a failed batch again", async () => {
  const { store, verbs, ring } = await open();
  const { secret, key } = await verbs.create(operator, { name: "ci" });
  await settle();
  ring.find(secret, undefined);
  await vi.advanceTimersByTimeAsync(200);
  const touch = vi.spyOn(store, "touch");
  for (const from of ["192.0.2.1", "192.0.2.2"]) ring.find(secret, from);
  ring.find(createKeySecret().secret, "192.0.2.9");
  expect(touch).not.toHaveBeenCalled();

  store.failure = new Error("down");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(touch).toHaveBeenCalledTimes(1);
  store.failure = undefined;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(touch).toHaveBeenCalledTimes(2);
  expect(await store.get(key.id)).toMatchObject({ lastUsedFrom: "192.0.2.2", lastUsedAt: expect.any(Number) });

  await vi.advanceTimersByTimeAsync(30_000);
  expect(touch).toHaveBeenCalledTimes(2);
});

test("closing notes the last uses and releases everything", async () => {
  const { store, verbs, ring } = await open();
  const { secret, key } = await verbs.create(operator, { name: "ci" });
  await settle();
  ring.find(secret, "192.0.2.1");

  await ring.close();

  expect((await store.get(key.id))?.lastUsedFrom).toBe("192.0.2.1");
  expect(store.changes.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a listener that fails keeps nobody else from hearing", async () => {
  const { verbs, ring, ended } = await open();
  ring.onInvalid(() => {
    throw new Error("fault");
  });
  const later: string[] = [];
  ring.onInvalid((id) => later.push(id));
  await verbs.create(operator, { name: "ci" });
  await settle();
  await verbs.revoke(operator, "ci");
  await settle();
  expect([ended.length, later.length]).toEqual([1, 1]);
});
