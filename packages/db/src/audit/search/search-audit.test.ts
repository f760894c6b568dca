import type { AuditFilter, AuditRecord } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditRecord, openAudit } from "../../../test/audit.ts";
import { postgresKinds, type TestServer } from "../../../test/testing.ts";
import { createAuditIndexer } from "./audit-indexer.ts";

const minute = 60_000;

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`searching the audit on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0)) await close();
    });

    async function open() {
      const audit = openAudit(await server.createDatabase());
      opened.push(audit);
      const indexer = createAuditIndexer({ database: audit.database, segmentRows: 40, settleMs: 0, parts: 3 });
      const indexAll = async () => {
        let rows = 0;
        for (let more = true; more;) {
          const step = await indexer.advance();
          rows += step.rows;
          more = step.isBehind;
        }
        return rows;
      };
      const record = (rows: readonly AuditRecord[]) => Promise.all(rows.map((row) => audit.log.record(row)));
      const search = (filter: AuditFilter & { before?: string }, limit = 500) => audit.log.list({ limit, ...filter });
      return { ...audit, indexer, indexAll, record, search };
    }

    const recent = () => Date.now() - 10 * minute;
    const call = (at: number, args: object, changes: Partial<AuditRecord> = {}) =>
      auditRecord({ startedAt: at, arguments: JSON.stringify(args), ...changes });

    test.for(["before it is indexed", "when it is indexed", "when some of it is"])("finds words, %s", async (when) => {
      const { record, indexAll, search } = await open();
      const at = recent();
      const rows = [
        call(at, { path: "/srv/Reports/2026-01.csv", lines: "first\nsecond" }),
        call(at + 1, { query: "zebrafish in the reportage" }),
        call(at + 2, { name: "get_current_time", width: 12.5 }),
        call(at + 3, { q: "x" }, { outcome: "refused", message: "Not allowed by the rule night-shift." }),
        call(at + 4, { text: "请搜索审计日志", city: "MÜNCHEN" }),
        call(at + 5, { id: "0190a6c4-1f2e-7abc-8def-0123456789ab", long: "y".repeat(300) }),
      ];
      const others = Array.from({ length: when === "when some of it is" ? 36 : 80 }, (_, index) =>
        call(at + 6 + index, { index }),
      );
      if (when === "when some of it is") await record([...rows.slice(0, 4), ...others]);
      else await record([...rows, ...others]);
      if (when !== "before it is indexed") expect(await indexAll()).toBeGreaterThanOrEqual(40);
      if (when === "when some of it is") await record(rows.slice(4));

      const found = async (text: string) =>
        (await search({ text })).map(({ id }) => rows.findIndex((row) => row.id === id));
      const expected: Record<string, number[]> = {
        zebrafish: [1],
        ZebraFish: [1],
        zebra: [1],
        "zebra in": [],
        "in zebra": [1],
        report: [1, 0],
        "reports csv": [0],
        "/srv/reports/2026": [0],
        "second first": [0],
        nsecond: [],
        ebrafish: [],
        get_current_time: [2],
        current: [2],
        idth: [],
        "12.5": [2],
        "night shift": [3],
        "allowed x": [3],
        审计: [4],
        计审: [],
        日志: [4],
        münchen: [4],
        "0190a6c4-1f2e-7abc-8def-0123456789ab": [5],
        "0190a6c4-1f2e-7abc-8def-0123": [5],
        ["y".repeat(300)]: [5],
        nowhere: [],
      };
      for (const [text, numbers] of Object.entries(expected))
        expect([text, await found(text)]).toEqual([text, numbers]);
    });

    test(
      "any combination finds what a look at each row finds, wherever the index ends",
      { timeout: 60_000 },
      async () => {
        const { log, record, indexAll, search, indexer, database } = await open();
        const at = recent();
        const words = ["alpha", "beta", "gamma", "delta", "alphabet", "rare"];
        const rows = Array.from({ length: 400 }, (_, n) =>
          call(
            at + n * 7,
            { n, a: words[(n * n) % 5], b: words[(n * 7) % 4], ...(n % 97 === 3 ? { c: "rare" } : {}) },
            {
              tool: `tool_${(n * 13) % 7}`,
              principalId: `key:${n % 3}`,
              outcome: n % 50 === 0 ? "refused" : n % 9 === 0 ? "error" : "ok",
              kind: n % 60 === 0 ? "change" : "call",
              transport: n % 40 === 0 ? "cli" : n % 3 === 0 ? "sse" : "http",
              subject: n % 30 === 0 ? "s1" : undefined,
            },
          ),
        );
        await record(rows.slice(0, 330));
        await indexAll();
        // Those that come when their time is indexed already: long calls.
        const late = Array.from({ length: 12 }, (_, n) =>
          call(at + n * 191, { n, a: "alpha", late: "rare" }, { tool: "tool_1" }),
        );
        await record([...late.slice(0, 6), ...rows.slice(330)]);
        await indexAll();
        await record(late.slice(6));
        const all = [...rows, ...late].sort((a, b) => (a.id < b.id ? 1 : -1));
        const [left] = await database.use(
          ({ sql }) => sql<{ parts: number[]; late: number }[]>`
            select json_agg(octet_length(ids) / 128000 order by max_id) as parts, (
              select count(*)::int from audit_late where id <= (select max(indexed_to::text)::uuid from audit_segments)
            ) as late
            from audit_segments`,
        );
        expect(left).toEqual({ parts: [3, 3, 3, 1], late: 6 });

        const texts = [undefined, "alpha", "alph", "rare", "alpha beta", "gamma delta", "b", "rare alpha"];
        const filters: AuditFilter[] = [
          {},
          { tool: "tool_1" },
          { principalId: "key:2", tool: "tool_3" },
          { outcomes: ["refused", "error"] },
          { outcomes: ["refused"], kinds: ["change"] },
          { subject: "s1" },
          { transports: ["cli", "sse"], outcomes: ["ok"] },
          { kinds: ["approval"] },
          { from: at + 500, to: at + 1900 },
        ];
        for (const text of texts)
          for (const filter of filters) {
            const wanted = all.filter((row) => matches(row, { ...filter, text }));
            const ids = (found: readonly AuditRecord[]) => found.map(({ id }) => id);
            const name = JSON.stringify({ text, ...filter });
            expect([name, ids(await search({ text, ...filter }))]).toEqual([name, ids(wanted)]);
            const middle = all[200]?.id ?? "";
            const page = ids(await search({ text, ...filter, before: middle }, 5));
            expect([name, page]).toEqual([name, ids(wanted.filter(({ id }) => id < middle).slice(0, 5))]);
          }
        const pages: AuditRecord[] = [];
        for await (const page of log.pages({ text: "alpha" })) pages.push(...page);
        expect(pages).toEqual(all.filter((row) => matches(row, { text: "alpha" })));
        expect(await indexer.advance()).toEqual({ rows: 0, isBehind: false });
      },
    );

    test("a segment is as full as can be and written once, by one process at a time", async () => {
      const { record, indexer, database } = await open();
      const at = recent();
      await record(Array.from({ length: 39 }, (_, n) => call(at + n, { n })));
      expect(await indexer.advance()).toEqual({ rows: 0, isBehind: false });
      await record(Array.from({ length: 30 }, (_, n) => call(at + 100 + n, { n })));
      const twin = createAuditIndexer({ database, segmentRows: 40, settleMs: 0 });

      const both = await Promise.all([indexer.advance(), twin.advance()]);

      expect(both.map(({ rows }) => rows).sort()).toEqual([0, 40]);
      expect(await indexer.advance()).toEqual({ rows: 0, isBehind: false });
    });

    test("rows with much text make a segment of few", async () => {
      const { record, indexer } = await open();
      const at = recent();
      const text = "the same words again ".repeat(20_000);
      await record(Array.from({ length: 12 }, (_, n) => call(at + n, { text: `${text} ${n}` })));

      const { rows } = await indexer.advance();

      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(12);
    });

    test("what is too young is left, because others of its time may still come", async () => {
      const { record, database } = await open();
      const patient = createAuditIndexer({ database, segmentRows: 40, settleMs: 5 * minute });
      await record(Array.from({ length: 60 }, (_, n) => call(Date.now() - 6 * minute + n, { n })));
      await record(Array.from({ length: 60 }, (_, n) => call(Date.now() - 4 * minute + n, { n })));

      expect((await patient.advance()).rows).toBe(40);
      expect((await patient.advance()).rows).toBe(0);
    });

    test("a row is marked as late when it is, and a quick one is not", async () => {
      const { record, database } = await open();
      const slow = call(Date.now() - minute, {});
      await record([call(Date.now(), {}), slow, call(Date.now(), {})]);

      const late = await database.use(({ sql }) => sql<{ id: string }[]>`select id from audit_late`);

      expect(late.map(({ id }) => id)).toEqual([slow.id]);
    });

    test("what looks like SQL, a pattern or an entry of the index is only text", async () => {
      const { record, indexAll, search } = await open();
      const at = recent();
      const odd = call(at, { q: "100% 'quoted' _under_" }, { tool: "a%b'c\\d\ne !tool=x", subject: "%" });
      await record([odd, ...Array.from({ length: 50 }, (_, n) => call(at + 1 + n, { n: "plain" }))]);

      for (const stage of ["scan", "index"]) {
        if (stage === "index") expect(await indexAll()).toBeGreaterThan(0);
        expect(await search({ tool: odd.tool })).toEqual([odd]);
        expect(await search({ tool: "a%" })).toEqual([]);
        expect(await search({ subject: "%" })).toEqual([odd]);
        expect(await search({ text: "100%" })).toEqual([odd]);
        expect(await search({ text: "'quoted'; drop" })).toEqual([]);
        expect(await search({ text: "%_%" }).catch((error: Error) => error)).toMatchObject({ code: "invalid_input" });
        expect(await search({ tool: "\0\ud800" })).toEqual([]);
      }
    });
  });
}

/** The contract, row by row. */
function matches(row: AuditRecord, filter: AuditFilter): boolean {
  const { tool, principalId, subject, outcomes, kinds, transports, text } = filter;
  const { from = 0, to = Number.POSITIVE_INFINITY } = filter;
  const present = `${row.arguments} ${row.message ?? ""}`.toLowerCase().split(/[^a-z\d]+/);
  const words = (text ?? "").split(" ").filter(Boolean);
  const last = words.pop();
  return (
    (tool === undefined || row.tool === tool) &&
    (principalId === undefined || row.principalId === principalId) &&
    (subject === undefined || row.subject === subject) &&
    (outcomes === undefined || outcomes.includes(row.outcome)) &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (transports === undefined || transports.includes(row.transport)) &&
    row.startedAt >= from &&
    row.startedAt < to &&
    words.every((word) => present.includes(word)) &&
    (last === undefined || present.some((word) => word.startsWith(last)))
  );
}
