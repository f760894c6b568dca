import { randomUUID } from "node:crypto";
import { silentLogger, type ResultStore } from "@mcp-tools/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeTestFolder, postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createResultStore } from "./result-store.ts";

describe.for(postgresKinds)("in $name", (kind) => {
  describe.skipIf(kind.isMissing)("a kept result", () => {
    let server: TestServer;
    let database: LazyDatabase;
    let store: ResultStore;
    beforeAll(async () => {
      server = await kind.open();
      database = createLazyDatabase({
        databaseUrl: await server.createDatabase(),
        dataDir: await makeTestFolder(),
        logger: silentLogger,
        applicationName: "test",
      });
      store = createResultStore({ database });
    });
    beforeEach(() => database.use(({ sql }) => sql`delete from kept_results`).then(() => {}));
    afterAll(async () => {
      await database.close();
      await server.close();
    });

    const limits = { keepMs: 3_600_000, bytesMax: 1_000 };
    async function keep(principalId: string, result: string, more: Partial<typeof limits> = {}): Promise<string> {
      const id = randomUUID();
      await store.keep({ id, principalId, tool: "t", result }, { ...limits, ...more });
      return id;
    }

    test("comes back whole, to its principal, for as long as it is kept", async () => {
      const result = JSON.stringify({ content: [{ type: "text", text: "漢\0\ud800😀" }] });
      const id = await keep("key:1", result);
      const kept = await store.get(id, "key:1");

      expect(kept).toEqual({
        id,
        principalId: "key:1",
        tool: "t",
        result,
        createdAt: expect.any(Number),
        expiresAt: expect.any(Number),
      });
      expect((kept?.expiresAt ?? 0) - (kept?.createdAt ?? 0)).toBeCloseTo(3_600_000, -1);
      expect(Math.abs((kept?.createdAt ?? 0) - Date.now())).toBeLessThan(10_000);
    });

    test("is nobody else's, and nothing when it is due", async () => {
      const id = await keep("key:1", "{}");
      expect(await store.get(id, "key:2")).toBeUndefined();
      expect(await store.get(randomUUID(), "key:1")).toBeUndefined();
      // Two of the server's processes may differ by a microsecond in what time it is.
      const due = await keep("key:1", "{}", { keepMs: -1000 });
      expect(await store.get(due, "key:1")).toBeUndefined();
    });

    test("makes room among the principal's own, the oldest first", async () => {
      const [first, second, third] = [
        await keep("key:1", "a".repeat(400)),
        await keep("key:1", "a".repeat(400)),
        await keep("key:1", "漢".repeat(100)),
      ];
      const other = await keep("key:2", "a".repeat(900));
      const isKept = async (id: string, principal = "key:1") => (await store.get(id, principal)) !== undefined;

      expect(await isKept(first)).toBe(false);
      expect(await isKept(second)).toBe(true);
      expect(await isKept(third)).toBe(true);
      const whole = await keep("key:1", "a".repeat(1_000));
      expect(await isKept(second)).toBe(false);
      expect(await isKept(whole)).toBe(true);
      expect(await isKept(other, "key:2")).toBe(true);
    });

    test("stays within the bound when many are kept at once", async () => {
      await Promise.all(Array.from({ length: 20 }, () => keep("key:1", "a".repeat(300))));
      const [row] = await database.use(
        ({ sql }) => sql<{ bytes: number }[]>`select sum(octet_length(result))::int as bytes from kept_results`,
      );
      expect(row?.bytes).toBe(900);
    });

    test("is swept when it is due, and not before", async () => {
      const id = await keep("key:1", "{}");
      await keep("key:1", "{}", { keepMs: 0 });
      await keep("key:2", "{}", { keepMs: 0 });

      expect(await store.sweep()).toBe(2);
      expect(await store.sweep()).toBe(0);
      expect(await store.get(id, "key:1")).toBeDefined();
    });
  });
});
