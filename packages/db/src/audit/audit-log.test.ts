import type { AuditOutcome, AuditRecord } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { auditRecord as callOf, auditStart as startedAt, openAudit } from "../../test/audit.ts";
import { openTcpProxy } from "../../test/tcp-proxy.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`audit log on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0)) await close();
    });

    function logOn(url: string, options: Parameters<typeof openAudit>[1] = {}) {
      const open = openAudit(url, options);
      opened.push(open);
      return open;
    }

    test.for([true, false])("what was recorded is read back as it was (synchronous commit %s)", async (syncCommit) => {
      const { log } = logOn(await server.createDatabase(), { syncCommit });
      const full = callOf({ outcome: "error", message: 'It said "no"\n\\', subject: "approval-1" });
      const sparse = callOf({
        startedAt: startedAt + 1,
        kind: "change",
        action: "key.revoke",
        protocolVersion: undefined,
        client: undefined,
        sessionId: undefined,
        address: undefined,
        toolset: undefined,
        tool: "",
        requestId: undefined,
        traceId: undefined,
      });

      await Promise.all([log.record(full), log.record(sparse)]);

      expect(await log.list({ limit: 10 })).toEqual([sparse, full]);
      expect(await log.get(full.id)).toEqual(full);
      expect(await log.get(full.id.toUpperCase())).toEqual(full);
    });

    test("what is not there is not found, whatever is asked for", async () => {
      const { log } = logOn(await server.createDatabase());
      await log.record(callOf());

      expect(await log.get(callOf().id)).toBeUndefined();
      expect(await log.get("'; drop table audit")).toBeUndefined();
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

    test.for([
      { name: "no number", changes: { durationMs: Number.NaN } },
      { name: "an id that does not sort by time", changes: { id: "6c0ef1b4-5c1b-4f0e-9d5d-0d3c6f1f6a10" } },
      { name: "a time beyond all ids", changes: { startedAt: 1e300, id: callOf().id } },
    ])("a malformed record is refused alone: $name", async ({ changes }) => {
      const { log } = logOn(await server.createDatabase());

      const [bad, good] = await Promise.allSettled([log.record(callOf(changes)), log.record(callOf())]);

      expect(bad).toMatchObject({ status: "rejected", reason: { code: "internal" } });
      expect(good.status).toBe("fulfilled");
      expect(log.isAvailable()).toBe(true);
    });

    test("many calls at once are all there after a flush, in few statements, each group sealed by a block", async () => {
      const { log, database } = logOn(await server.createDatabase());
      const records = Array.from({ length: 2000 }, (_, index) => log.record(callOf({ startedAt: startedAt + index })));
      expect(log.pending).toBe(2000);

      await log.flush(5000);
      await Promise.all(records);

      const [row] = await database.use(
        ({ sql }) =>
          sql<{ rows: number; groups: number; blocks: number; sealed: number }[]>`
            select count(*)::int as rows, count(distinct xmin::text)::int as groups, count(distinct block)::int as blocks,
              (select sum(rows)::int from audit_blocks) as sealed
            from audit`,
      );
      expect(row).toEqual({ rows: 2000, groups: 4, blocks: 4, sealed: 2000 });
      expect(log.pending).toBe(0);
    });

    test("pages newest first, by kind, tool, outcome, principal, subject and time", async () => {
      const { log } = logOn(await server.createDatabase());
      const outcomes: AuditOutcome[] = ["ok", "refused"];
      const all = Array.from({ length: 25 }, (_, index) =>
        callOf({
          startedAt: startedAt + index,
          kind: index % 10 ? "call" : "approval",
          tool: index % 2 ? "fetch" : "time",
          outcome: outcomes[index % 5 ? 0 : 1] ?? "ok",
          principalId: index > 20 ? "key:a" : "local",
          subject: index % 7 ? undefined : `s${index}`,
        }),
      );
      await Promise.all(all.map((call) => log.record(call)));
      const newestFirst = all.toReversed();
      const those = (matches: (row: AuditRecord) => boolean) => newestFirst.filter(matches);

      const pages: AuditRecord[][] = [];
      for (let before: string | undefined; pages.length < 3; before = pages.at(-1)?.at(-1)?.id)
        pages.push(await log.list({ limit: 10, before }));

      expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
      expect(pages.flat()).toEqual(newestFirst);
      const list = (filter: object) => log.list({ limit: 100, ...filter });
      expect(await list({ tool: "time" })).toEqual(those(({ tool }) => tool === "time"));
      expect(await list({ outcomes: ["refused"], limit: 2 })).toEqual(
        those(({ outcome }) => outcome === "refused").slice(0, 2),
      );
      expect(await list({ outcomes: [] })).toEqual([]);
      expect(await list({ principalId: "key:a" })).toEqual(newestFirst.slice(0, 4));
      expect(await list({ kinds: ["approval", "change"] })).toEqual(those(({ kind }) => kind === "approval"));
      expect(await list({ subject: "s14" })).toEqual(those(({ subject }) => subject === "s14"));
      expect(await list({ from: startedAt + 5, to: startedAt + 8 })).toEqual(newestFirst.slice(17, 20));
      expect(await list({ tool: "time", to: startedAt + 8, before: all[6]?.id })).toEqual(
        those(({ tool, startedAt: at }) => tool === "time" && at < startedAt + 6),
      );
    });

    test.for([
      { before: "'; drop table audit" },
      { from: Number.NaN },
      { text: "!?" },
      { text: "a ".repeat(50) },
      { text: "x".repeat(2000) },
    ])("$0 is refused", async (filter) => {
      const { log } = logOn(await server.createDatabase());

      await expect(log.list({ limit: 1, ...filter })).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("a reader who takes their time holds back one page, and misses nothing that was there", async () => {
      const { log, database } = logOn(await server.createDatabase());
      const all = Array.from({ length: 1700 }, (_, index) => callOf({ startedAt: startedAt + index }));
      await Promise.all(all.map((row) => log.record(row)));
      const pages = log.pages({})[Symbol.asyncIterator]();

      const first = await pages.next();
      const [busy] = await database.use(
        ({ sql }) => sql<{ count: number }[]>`
          select count(*)::int from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and backend_type = 'client backend'`,
      );
      await log.record(callOf({ startedAt: startedAt + 5000 }));
      const rest: AuditRecord[][] = [];
      for (let page = await pages.next(); !page.done; page = await pages.next()) rest.push([...page.value]);

      expect(busy).toEqual({ count: 0 });
      expect(first.value).toHaveLength(500);
      expect([...(first.value ?? []), ...rest.flat()]).toEqual(all.toReversed());
      expect(rest.map(({ length }) => length)).toEqual([500, 500, 200]);
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
        at(2, { kind: "change" }),
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
      "recording fails clearly when the network does %s, works again when it is back, and the chain is whole",
      { timeout: 20_000 },
      async (fault) => {
        const direct = await server.createDatabase();
        const url = new URL(direct);
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
        expect(await logOn(direct).log.verify()).toMatchObject({ ok: true, problems: [] });
      },
    );
  });
}
