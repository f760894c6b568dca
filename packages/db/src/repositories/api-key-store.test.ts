import { createId, silentLogger, type ApiKey, type Change } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createApiKeyStore } from "./api-key-store.ts";
import { createChangeFeed } from "./change-feed.ts";

const hash = (digit: string) => digit.repeat(64);
const createdAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function keyOf(changes: Partial<ApiKey> = {}): ApiKey {
  const id = createId();
  return {
    id,
    name: `key-${id}`,
    grant: {},
    limits: undefined,
    output: undefined,
    personId: undefined,
    createdAt,
    createdBy: "operator",
    expiresAt: undefined,
    revokedAt: undefined,
    lastUsedAt: undefined,
    lastUsedFrom: undefined,
    secrets: [{ prefix: "mcpt_k7Q2xW9p", hash: hash("a"), createdAt }],
    ...changes,
  };
}

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`API keys on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0).toReversed()) await close();
    });

    function open(url: string) {
      const database: LazyDatabase = createLazyDatabase({
        databaseUrl: url,
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
      });
      opened.push(database);
      return { database, store: createApiKeyStore({ database }) };
    }
    const openNew = async () => open(await server.createDatabase());

    test("a key is read back as it was created, by id and by name", async () => {
      const { store } = await openNew();
      const full = keyOf({
        name: "ci",
        grant: { toolsets: ["docs"], tools: ["read_*"], access: ["read"] },
        limits: { callsPerMinute: 60, callsPerDay: 1000, inFlight: 2 },
        output: { bytes: 10_000 },
        personId: "user:1",
        expiresAt: createdAt + 1,
      });
      const sparse = keyOf({ createdAt: createdAt + 1 });
      await store.create(full);
      await store.create(sparse);

      expect(await store.get(full.id)).toEqual(full);
      expect(await store.find("ci")).toEqual(full);
      expect(await store.find(full.id)).toEqual(full);
      expect(await store.list({ revoked: true })).toEqual([sparse, full]);
      expect(await store.get(createId())).toBeUndefined();
      expect(await store.get("ci")).toBeUndefined();
      expect(await store.find("nobody")).toBeUndefined();
    });

    test("text that PostgreSQL refuses loses only what it refuses", async () => {
      const { store } = await openNew();
      const key = keyOf({ name: "a\0b", grant: { tools: ["x\0\ud800"] } });
      await store.create(key);

      expect(await store.get(key.id)).toMatchObject({ name: "ab", grant: { tools: ["x\ufffd"] } });
    });

    test("a name belongs to one key until that is revoked, whoever is quicker", async () => {
      const { store } = await openNew();
      const first = keyOf({ name: "ci" });
      const tries = [first, keyOf({ name: "ci" }), keyOf({ name: "ci" })].map((key) => store.create(key));
      const results = await Promise.allSettled(tries);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });

      const other = keyOf();
      await store.create(other);
      await expect(store.update(other.id, { name: "ci" })).rejects.toMatchObject({ code: "conflict" });
      await store.revoke((await store.find("ci"))?.id ?? "");
      expect(await store.find("ci")).toBeUndefined();
      expect(await store.update(other.id, { name: "ci" })).toMatchObject({ id: other.id, name: "ci" });
    });

    test("a patch changes what it names, clears what it names as undefined, and leaves the rest", async () => {
      const { store } = await openNew();
      const key = keyOf({ limits: { inFlight: 1 }, output: { tokens: 5 }, expiresAt: createdAt });
      await store.create(key);

      const updated = await store.update(key.id, { limits: undefined, grant: { access: ["read"] }, expiresAt: 1000 });

      expect(updated).toEqual({ ...key, limits: undefined, grant: { access: ["read"] }, expiresAt: 1000 });
      expect(await store.get(key.id)).toEqual(updated);
    });

    test("revoking twice keeps the first time, and a revoked key cannot be changed", async () => {
      const { store } = await openNew();
      const key = keyOf();
      await store.create(key);
      const { revokedAt } = await store.revoke(key.id);
      expect(Math.abs((revokedAt ?? 0) - Date.now())).toBeLessThan(60_000);

      expect((await store.revoke(key.id)).revokedAt).toBe(revokedAt);
      await expect(store.update(key.id, { name: "x" })).rejects.toMatchObject({ code: "not_found" });
      await expect(store.rotate(key.id, { prefix: "p", hash: hash("b") }, 0)).rejects.toMatchObject({
        code: "not_found",
      });
      for (const id of [createId(), "no-id"]) {
        await expect(store.revoke(id)).rejects.toMatchObject({ code: "not_found" });
        await expect(store.update(id, {})).rejects.toMatchObject({ code: "not_found" });
      }
      expect(await store.list({ revoked: false })).toEqual([]);
      expect(await store.list({ revoked: true })).toHaveLength(1);
    });

    test("rotating adds a secret and gives the old ones an end, or none at all", async () => {
      const { store } = await openNew();
      const key = keyOf();
      await store.create(key);

      const { secrets } = await store.rotate(key.id, { prefix: "mcpt_second00", hash: hash("b") }, 3_600_000);
      expect(secrets).toMatchObject([{ hash: hash("a") }, { hash: hash("b") }]);
      const now = secrets[1]?.createdAt ?? 0;
      expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
      expect(secrets[0]?.expiresAt).toBe(now + 3_600_000);
      expect(secrets[1]?.expiresAt).toBeUndefined();

      const again = await store.rotate(key.id, { prefix: "mcpt_second00", hash: hash("b") }, 0);
      expect(again.secrets, "a repetition after a lost connection").toEqual(secrets);
      const { secrets: last } = await store.rotate(key.id, { prefix: "mcpt_third000", hash: hash("c") }, 0);
      expect(last).toMatchObject([{ hash: hash("c") }]);
    });

    test("rotations at the same time lose no secret, and have an end", async () => {
      const { store } = await openNew();
      const key = keyOf();
      await store.create(key);
      const rotate = (digit: string) => store.rotate(key.id, { prefix: digit, hash: hash(digit) }, 60_000);
      await Promise.all(["1", "2", "3"].map(rotate));
      expect((await store.get(key.id))?.secrets.map((secret) => secret.hash).sort()).toEqual(
        ["1", "2", "3", "a"].map(hash),
      );

      for (const digit of ["4", "5", "6", "7", "8", "9"]) await rotate(digit);
      await expect(rotate("b")).rejects.toMatchObject({ code: "conflict" });
    });

    test("a cache asks for everything first, and then for what has changed", async () => {
      const { store, database } = await openNew();
      const [kept, gone] = [keyOf(), keyOf()];
      await store.create(kept);
      await store.create(gone);
      await store.revoke(gone.id);
      await database.use(({ sql }) => sql`update api_keys set changed_at = now() - interval '1 hour'`);

      const { keys, at } = await store.changedSince(0);
      expect(keys).toEqual([kept]);
      expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
      expect(await store.changedSince(at)).toMatchObject({ keys: [] });

      await store.revoke(kept.id);
      const next = await store.changedSince(at);
      expect(next.keys).toMatchObject([{ id: kept.id, revokedAt: expect.any(Number) }]);
      expect(next.at).toBeGreaterThan(at);
    });

    test("what a slow transaction commits late is not missed", async () => {
      const { store, database } = await openNew();
      const key = keyOf();
      await store.create(key);
      await database.use(({ sql }) => sql`update api_keys set changed_at = now() - interval '1 hour'`);
      let release = () => {};
      const blocked = new Promise<void>((resolve) => (release = resolve));
      let stamped = () => {};
      const isStamped = new Promise<void>((resolve) => (stamped = resolve));
      const slow = database.use(({ sql }) =>
        sql.begin(async (transaction) => {
          await transaction`update api_keys set revoked_at = clock_timestamp(), changed_at = clock_timestamp()`;
          stamped();
          await blocked;
        }),
      );
      await isStamped;
      const { keys, at } = await store.changedSince(1);
      expect(keys.map(({ revokedAt }) => revokedAt)).toEqual([undefined]);
      release();
      await slow;

      expect((await store.changedSince(at)).keys).toMatchObject([{ id: key.id, revokedAt: expect.any(Number) }]);
    });

    test("uses are noted, the latest wins, and no cache is told", async () => {
      const { store, database } = await openNew();
      const [a, b] = [keyOf(), keyOf()];
      await store.create(a);
      await store.create(b);
      const changedAt = () =>
        database.use(({ sql }) => sql<{ at: string }[]>`select changed_at::text as at from api_keys order by id`);
      const before = [...(await changedAt())];

      await store.touch([]);
      await store.touch([
        { id: a.id, at: 2000, from: "192.0.2.1" },
        { id: b.id, at: 3000, from: undefined },
        { id: createId(), at: 1, from: "x" },
      ]);
      await store.touch([{ id: a.id, at: 1000, from: "192.0.2.9" }]);

      expect(await store.get(a.id)).toMatchObject({ lastUsedAt: 2000, lastUsedFrom: "192.0.2.1" });
      expect(await store.get(b.id)).toMatchObject({ lastUsedAt: 3000, lastUsedFrom: undefined });
      expect([...(await changedAt())]).toEqual(before);
    });

    test("processes that note uses of the same keys at once do not block each other", async () => {
      const url = await server.createDatabase();
      const [one, other] = [open(url).store, open(url).store];
      const keys = Array.from({ length: 50 }, () => keyOf());
      for (const key of keys) await one.create(key);
      const uses = keys.map(({ id }) => ({ id, at: 1, from: undefined }));

      await Promise.all(
        Array.from({ length: 20 }, (_, turn) =>
          (turn % 2 === 0 ? one : other).touch(turn % 4 < 2 ? uses : uses.toReversed()),
        ),
      );

      expect((await one.list({ revoked: false })).every(({ lastUsedAt }) => lastUsedAt === 1)).toBe(true);
    });

    test("each change is announced once it has been committed, a refused one is not", async () => {
      const url = await server.createDatabase();
      const { database } = open(url);
      const feed = createChangeFeed({ database, logger: silentLogger });
      opened.push(feed);
      const heard: Change[] = [];
      await new Promise<void>((resolve) => {
        feed.subscribe({ onChange: (change) => heard.push(change), onGap: resolve });
      });
      const other = open(url).store;
      const key = keyOf({ name: "ci" });
      await other.create(key);
      await other.create(keyOf({ name: "ci" })).catch(() => {});
      await other.update(key.id, { name: "cd" });
      await other.rotate(key.id, { prefix: "p", hash: hash("b") }, 0);
      await other.touch([{ id: key.id, at: 1, from: undefined }]);
      await other.revoke(key.id);

      await expect.poll(() => heard.length, { timeout: 5000 }).toBe(4);
      expect(heard).toEqual(Array.from({ length: 4 }, () => ({ kind: "key", id: key.id })));
    });
  });
}
