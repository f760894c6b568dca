import type { AuditRecord } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditRecord, openAudit, recordEach } from "../../test/audit.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createAuditIndexer } from "./search/audit-indexer.ts";
import { weekAt, weekMs } from "./weeks.ts";

const keys = { current: { id: "k", key: new Uint8Array(32).fill(1) }, old: [] };
const dayMs = 86_400_000;

test.for([
  { time: "2026-01-05T00:00:00.000Z", name: "audit_20260105" },
  { time: "2026-01-04T23:59:59.999Z", name: "audit_20251229" },
  { time: "2026-11-26T05:00:00.000Z", name: "audit_20261123" },
])("$time is in the week of $name", ({ time, name }) => {
  expect(weekAt(Date.parse(time)).name).toBe(name);
});

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`keeping the audit in order on ${kind.name}`, () => {
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
      const audit = openAudit(await server.createDatabase(), { keys });
      opened.push(audit);
      const run = <Row extends object>(statement: string) =>
        audit.database.use(({ sql }) => sql.unsafe<Row[]>(statement).then((rows) => [...rows]));
      const partitions = async () =>
        (
          await run<{ name: string }>(
            "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit'::regclass order by 1",
          )
        ).map(({ name }) => name);
      return { ...audit, run, partitions };
    }

    const ago = (days: number, changes: Partial<AuditRecord> = {}) =>
      auditRecord({ startedAt: Date.now() - days * dayMs, ...changes });
    const thisAndNext = () => Array.from({ length: 5 }, (_, index) => weekAt(Date.now() + index * weekMs).name);

    test("the weeks to come are there from the start, and made again when they are not", async () => {
      const { log, run, partitions } = await open();
      expect(await partitions()).toEqual([...thisAndNext(), "audit_default"]);
      const [first = "", second = ""] = thisAndNext();
      await run(`drop table ${first}; drop table ${second}`);

      expect(await log.maintain(90)).toEqual({ made: [first, second], dropped: [] });

      expect(await partitions()).toEqual([...thisAndNext(), "audit_default"]);
      expect(await log.maintain(90)).toEqual({ made: [], dropped: [] });
    });

    test("rows that came while their partition was missing move to it, and nothing is lost meanwhile", async () => {
      const { log, run } = await open();
      const rows = [ago(30), ago(29), ago(1), ago(0)];
      await recordEach(log, rows);
      expect(await run("select id from audit_default")).not.toEqual([]);
      const recorded: AuditRecord[] = [];
      const keepRecording = async () => {
        for (let n = 0; n < 100; n++) {
          const row = ago(n % 2 ? 0 : 30);
          await log.record(row);
          recorded.push(row);
        }
      };

      const [{ made }] = await Promise.all([log.maintain(90), keepRecording()]);
      await log.maintain(90);

      expect(made).toContain(weekAt(Date.now() - 30 * dayMs).name);
      expect(await run("select id from audit_default")).toEqual([]);
      expect((await log.list({ limit: 500 })).map(({ id }) => id).sort()).toEqual(
        [...rows, ...recorded].map(({ id }) => id).sort(),
      );
      expect(await log.verify()).toMatchObject({ ok: true, rows: 104 });
    });

    test("what is older than it is kept goes by the week, with its blocks and its index, and the chain stays whole", async () => {
      const { log, run, database } = await open();
      const indexer = createAuditIndexer({ database, segmentRows: 10, settleMs: 0 });
      const old = Array.from({ length: 25 }, (_, n) =>
        ago(60 + n / 10, { arguments: `{"word":"ancient${n}"}` }),
      ).reverse();
      const kept = Array.from({ length: 25 }, (_, n) => ago(20 - n / 10, { arguments: `{"word":"recent${n}"}` }));
      await recordEach(log, old.slice(0, 5));
      await Promise.all(old.slice(5).map((row) => log.record(row)));
      await Promise.all([...kept, ago(0)].map((row) => log.record(row)));
      await log.maintain(90);
      while ((await indexer.advance()).isBehind);
      const before = await log.verify();
      expect(await log.list({ text: "ancient", limit: 100 })).toHaveLength(25);

      const { dropped } = await log.maintain(30);

      expect(dropped).toContain(weekAt(Date.now() - 60 * dayMs).name);
      expect(before).toMatchObject({ ok: true, rows: 51 });
      expect(await log.verify({ heads: before.heads })).toMatchObject({ ok: true, rows: 26 });
      expect(await log.list({ text: "ancient", limit: 100 })).toEqual([]);
      expect(await log.list({ text: "recent", limit: 100 })).toHaveLength(25);
      const [left] = await run<{ words: number; segments: number; blocks: number }>(`select
        (select count(*)::int from audit_blocks where last_id < '${weekAt(Date.now() - 30 * dayMs).from}') as blocks,
        (select count(*)::int from audit_segments where max_id < '${weekAt(Date.now() - 30 * dayMs).from}') as segments,
        (select count(*)::int from audit_words where segment not in (select number from audit_segments)) as words`);
      expect(left).toEqual({ words: 0, segments: 0, blocks: 0 });
      await log.record(ago(0));
      expect(await log.verify()).toMatchObject({ ok: true, rows: 27 });
    });

    test("after retention, what somebody removes is still found", async () => {
      const { log, run } = await open();
      await recordEach(log, [ago(60), ago(59), ago(20), ago(19), ago(18)]);
      await log.maintain(90);
      await log.maintain(30);
      expect(await log.verify()).toMatchObject({ ok: true, rows: 3, blocks: 3 });

      await run("delete from audit where block = 4; delete from audit_blocks where number = 4");

      expect(await log.verify()).toMatchObject({ ok: false, problems: [expect.stringMatching(/^Block 4 is missing/)] });
    });

    test("a block whose rows are partly gone is no problem, but for those that are not", async () => {
      const { log } = await open();
      await Promise.all([ago(60), ago(0)].map((row) => log.record(row)));
      await log.maintain(90);

      await log.maintain(30);

      expect(await log.verify()).toMatchObject({ ok: true, rows: 1, blocks: 1 });
    });

    test("a row from an impossible time stays where it is found", async () => {
      const { log, partitions } = await open();
      const future = auditRecord({ startedAt: Date.UTC(2200, 0, 1) });
      await log.record(future);

      await log.maintain(90);

      expect(await log.list({ limit: 1 })).toEqual([future]);
      expect(await partitions()).toEqual([...thisAndNext(), "audit_default"]);
    });

    test("only one process at a time does it", async () => {
      const { log, database, run } = await open();
      const [first = ""] = thisAndNext();
      await run(`drop table ${first}`);

      await database.use(({ sql }) =>
        sql.begin(async (tx) => {
          await tx`select pg_advisory_xact_lock(${0x6d_63_70_03})`;
          expect(await log.maintain(90)).toEqual({ made: [], dropped: [] });
        }),
      );

      expect(await log.maintain(90)).toMatchObject({ made: [first] });
    });
  });
}
