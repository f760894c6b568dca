import { silentLogger, type PolicyDocument, type PolicyStore } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createPolicyStore } from "./policy-store.ts";

const document: PolicyDocument = {
  defaults: { read: "allow", write: "allow", destructive: "ask" },
  rules: [
    {
      id: "a",
      enabled: true,
      match: { arguments: [{ pointer: "/a", equals: { b: [1, null, "ä"] } }] },
      effect: "refuse",
    },
  ],
  toolsets: [],
  tools: { fetch: { enabled: false } },
  limits: { callsPerMinute: 10 },
  output: {},
  approvals: { holdSeconds: 45, expireMinutes: 60 },
  idempotency: { keepHours: 24 },
};
const createdBy = "user:ann";

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`policy store on ${kind.name}`, () => {
    let server: TestServer;
    const opened: LazyDatabase[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const database of opened.splice(0)) await database.close();
    });

    async function open(url?: string): Promise<{ store: PolicyStore; database: LazyDatabase; url: string }> {
      const databaseUrl = url ?? (await server.createDatabase());
      const database = createLazyDatabase({ databaseUrl, dataDir: "", logger: silentLogger, applicationName: "test" });
      opened.push(database);
      return { store: createPolicyStore({ database }), database, url: databaseUrl };
    }

    test("is empty before the first change, and then knows the newest version and those before", async () => {
      const { store } = await open();
      expect([await store.current(), await store.get(1), await store.history({ limit: 10 })]).toEqual([
        undefined,
        undefined,
        [],
      ]);

      const first = await store.save({ basedOn: 0, document, createdBy, note: "the beginning" });
      const changed = { ...document, tools: {} };
      const second = await store.save({ basedOn: 1, document: changed, createdBy: "operator" });

      expect(first).toMatchObject({ version: 1, document, createdBy, note: "the beginning" });
      expect(Math.abs(first.createdAt - Date.now())).toBeLessThan(60_000);
      expect(await store.current()).toEqual({ ...second, document: changed });
      expect(await store.get(1)).toEqual(first);
      const versions = await store.history({ limit: 10 });
      expect(versions.map(({ version, note }) => [version, note])).toEqual([
        [2, undefined],
        [1, "the beginning"],
      ]);
      expect(versions.every((version) => !("document" in version))).toBe(true);
      expect((await store.history({ before: 2, limit: 10 })).map(({ version }) => version)).toEqual([1]);
    });

    test("of two changes of the same version one is made, the other is told which one is newest", async () => {
      const { store, url } = await open();
      const other = (await open(url)).store;
      await store.save({ basedOn: 0, document, createdBy });

      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? store : other).save({ basedOn: 1, document, createdBy: `user:${index}` }),
        ),
      );

      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === "rejected")
          expect(outcome.reason).toMatchObject({ code: "conflict", message: expect.stringMatching(/newest is 2/) });
      await expect(store.save({ basedOn: 7, document, createdBy })).rejects.toMatchObject({ code: "conflict" });
      await expect(store.save({ basedOn: 0, document, createdBy })).rejects.toMatchObject({ code: "conflict" });
    });

    test("keeps text that PostgreSQL would refuse, without what it refuses", async () => {
      const { store } = await open();
      const odd = { ...document, tools: { fetch: { title: "a\0b\ud800c" } } };

      await store.save({ basedOn: 0, document: odd, createdBy, note: "x\0y" });

      expect(await store.current()).toMatchObject({
        note: "xy",
        document: { tools: { fetch: { title: "ab\ufffdc" } } },
      });
    });

    test("keeps the newest thousand", async () => {
      const { store, database } = await open();
      await store.save({ basedOn: 0, document, createdBy });
      await database.use(
        ({ sql }) => sql`insert into policies (version, document, created_by)
          select n, '{}'::jsonb, 'x' from generate_series(2, 1001) as n`,
      );

      await store.save({ basedOn: 1001, document, createdBy });

      expect([await store.get(2), (await store.get(3))?.version]).toEqual([undefined, 3]);
    });

    test.for([0, -1, 1.5, 2 ** 40, Number.NaN])("has no version %d", async (version) => {
      const { store } = await open();

      expect(await store.get(version)).toBeUndefined();
    });
  });
}
