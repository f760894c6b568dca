import { createId, silentLogger, type AuditOutcome, type AuditRecord } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openTcpProxy } from "../../test/tcp-proxy.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createAuditLog } from "./audit-log.ts";

const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function callOf(changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: createId(changes.startedAt ?? startedAt),
    startedAt,
    kind: "call",
    action: "tools/call",
    principalId: "local",
    principalName: "local",
    transport: "http",
    protocolVersion: "2025-11-25",
    client: "test/1.0.0",
    sessionId: "session",
    tool: "fetch",
    arguments: '{"url":"https://example.com"}',
    outcome: "ok",
    message: undefined,
    durationMs: 12.5,
    resultBytes: 99,
    requestId: "1",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    ...changes,
  };
}

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`call log on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0)) await close();
    });

    function logOn(url: string, options: { syncCommit?: boolean; groupTimeoutMs?: number } = {}) {
      const database: LazyDatabase = createLazyDatabase({
        databaseUrl: url,
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
        queryTimeoutMs: 500,
      });
      opened.push(database);
      return { database, log: createAuditLog({ database, logger: silentLogger, syncCommit: false, ...options }) };
    }

    test.for([true, false])("what was recorded is read back as it was (synchronous commit %s)", async (syncCommit) => {
      const { log } = logOn(await server.createDatabase(), { syncCommit });
      const full = callOf({ outcome: "error", message: 'It said "no"\n\\' });
      const sparse = callOf({
        startedAt: startedAt + 1,
        protocolVersion: undefined,
        client: undefined,
        sessionId: undefined,
        requestId: undefined,
        traceId: undefined,
      });

      await Promise.all([log.record(full), log.record(sparse)]);

      expect(await log.list({ limit: 10 })).toEqual([sparse, full]);
    });

    test("text that PostgreSQL refuses loses only what it refuses, and its group nothing", async () => {
      const { log } = logOn(await server.createDatabase());
      const innocent = callOf();
      const bad = callOf({
        startedAt: startedAt + 1,
        arguments: '{"a":"x\0y"}',
        message: "half a pair: \ud83d",
        tool: "t\0ool".padEnd(5000, "x"),
        client: "\u0001",
      });

      await Promise.all([log.record(innocent), log.record(bad)]);

      const [first, second] = await log.list({ limit: 2 });
      expect(first).toMatchObject({ arguments: '{"a":"xy"}', message: "half a pair: \ufffd", client: "\u0001" });
      expect(first?.tool.length).toBeLessThan(300);
      expect(second).toEqual(innocent);
    });

    test("an escaped NUL in the arguments' JSON stays as it is", async () => {
      const { log } = logOn(await server.createDatabase());
      const call = callOf({ arguments: JSON.stringify({ text: "a\0b" }) });

      await log.record(call);

      expect(await log.list({ limit: 1 })).toEqual([call]);
    });

    test("a malformed record is refused alone", async () => {
      const { log } = logOn(await server.createDatabase());

      const [bad, good] = await Promise.allSettled([
        log.record(callOf({ durationMs: Number.NaN })),
        log.record(callOf()),
      ]);

      expect(bad).toMatchObject({ status: "rejected", reason: { code: "internal" } });
      expect(good.status).toBe("fulfilled");
      expect(log.isAvailable()).toBe(true);
    });

    test("many calls at once are all there after a flush, in few statements", async () => {
      const { log, database } = logOn(await server.createDatabase());
      const records = Array.from({ length: 2000 }, (_, index) => log.record(callOf({ startedAt: startedAt + index })));
      expect(log.pending).toBe(2000);

      await log.flush(5000);
      await Promise.all(records);

      const [row] = await database.use(
        ({ sql }) =>
          sql<
            { calls: number; groups: number }[]
          >`select count(*)::int as calls, count(distinct xmin::text)::int as groups from audit`,
      );
      expect(row).toEqual({ calls: 2000, groups: 4 });
      expect(log.pending).toBe(0);
    });

    test("pages newest first, by tool, outcome and principal", async () => {
      const { log } = logOn(await server.createDatabase());
      const outcomes: AuditOutcome[] = ["ok", "refused"];
      const all = Array.from({ length: 25 }, (_, index) =>
        callOf({
          startedAt: startedAt + index,
          tool: index % 2 ? "fetch" : "time",
          outcome: outcomes[index % 5 ? 0 : 1] ?? "ok",
          principalId: index > 20 ? "key:a" : "local",
          principalName: index > 20 ? "key:a" : "local",
        }),
      );
      await Promise.all(all.map((call) => log.record(call)));
      const newestFirst = all.toReversed();

      const pages: AuditRecord[][] = [];
      for (let before: string | undefined; pages.length < 3; before = pages.at(-1)?.at(-1)?.id)
        pages.push(await log.list({ limit: 10, before }));

      expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
      expect(pages.flat()).toEqual(newestFirst);
      expect(await log.list({ limit: 100, tool: "time" })).toEqual(newestFirst.filter(({ tool }) => tool === "time"));
      expect(await log.list({ limit: 2, outcomes: ["refused"] })).toEqual(
        newestFirst.filter(({ outcome }) => outcome === "refused").slice(0, 2),
      );
      expect(await log.list({ limit: 100, principalId: "key:a" })).toEqual(newestFirst.slice(0, 4));
      await expect(log.list({ limit: 1, before: "'; drop table calls" })).rejects.toMatchObject({
        code: "invalid_input",
      });
    });

    test("counts calls in buckets, empty ones included", async () => {
      const { log } = logOn(await server.createDatabase());
      const minute = 60_000;
      const from = startedAt;
      const at = (offset: number, changes: Partial<AuditRecord> = {}) =>
        log.record(callOf({ startedAt: from + offset, ...changes }));
      await Promise.all([
        at(-1),
        at(0, { durationMs: 10 }),
        at(1, { durationMs: 20, outcome: "error" }),
        at(minute - 1, { durationMs: 30, outcome: "timeout" }),
        at(2 * minute, { durationMs: 5, outcome: "refused" }),
        at(3 * minute),
      ]);

      const buckets = await log.histogram({ from, to: from + 3 * minute, stepMs: minute });

      expect(buckets).toEqual([
        { startedAt: from, calls: 3, failed: 2, refused: 0, p50Ms: 20, p95Ms: 29 },
        { startedAt: from + minute, calls: 0, failed: 0, refused: 0, p50Ms: 0, p95Ms: 0 },
        { startedAt: from + 2 * minute, calls: 1, failed: 0, refused: 1, p50Ms: 5, p95Ms: 5 },
      ]);
      await expect(log.histogram({ from: 0, to: startedAt, stepMs: 1000 })).rejects.toMatchObject({
        code: "invalid_input",
      });
    });

    test.for(["cut", "hang"] as const)(
      "recording fails clearly when the network does %s, and works again when it is back",
      { timeout: 20_000 },
      async (fault) => {
        const url = new URL(await server.createDatabase());
        const proxy = await openTcpProxy(Number(url.port));
        opened.push(proxy);
        url.port = String(proxy.port);
        const { log } = logOn(url.href, { groupTimeoutMs: 300 });
        await log.record(callOf());

        await proxy[fault]();
        await expect(log.record(callOf())).rejects.toMatchObject({ code: "unavailable" });
        expect(log.isAvailable()).toBe(false);
        await proxy.restore();

        await vi.waitFor(() => expect(log.isAvailable()).toBe(true), { timeout: 9000, interval: 20 });
        await log.record(callOf());
      },
    );
  });
}
