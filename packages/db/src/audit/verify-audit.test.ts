import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditRecord, auditStart, openAudit, recordEach } from "../../test/audit.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import type { AuditKey, AuditKeys } from "./audit-keys.ts";

const newKey: AuditKey = { id: "new", key: new Uint8Array(32).fill(1) };
const oldKey: AuditKey = { id: "old", key: new Uint8Array(32).fill(2) };
const keys: AuditKeys = { current: newKey, old: [] };

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`checking the chain on ${kind.name}`, () => {
    let server: TestServer;
    const opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const { close } of opened.splice(0)) await close();
    });

    function open(url: string, given: AuditKeys = keys) {
      const audit = openAudit(url, { keys: given });
      opened.push(audit);
      return audit;
    }

    /** Nine rows: three blocks of one row, then one of six. */
    async function filled(url: string, given?: AuditKeys) {
      const audit = open(url, given);
      const rows = Array.from({ length: 9 }, (_, index) =>
        auditRecord({ startedAt: auditStart + index, arguments: JSON.stringify({ index, text: 'a "b" ü\n\\ 漢' }) }),
      );
      await recordEach(audit.log, rows.slice(0, 3));
      await Promise.all(rows.slice(3).map((row) => audit.log.record(row)));
      const run = (statement: string) => audit.database.use(({ sql }) => sql.unsafe(statement));
      return { ...audit, rows, run };
    }

    test.for<{ name: string; given: AuditKeys | undefined }>([
      { name: "with a key", given: keys },
      { name: "without a key", given: { current: undefined, old: [] } },
    ])("what nobody touched is in order ($name)", async ({ given }) => {
      const { log } = await filled(await server.createDatabase(), given);

      expect(await log.verify()).toEqual({
        ok: true,
        rows: 9,
        blocks: 4,
        problems: [],
        heads: [{ writer: expect.any(String), seq: 3, number: 4, hash: expect.stringMatching(/^[\da-f]{64}$/) }],
      });
    });

    test("an empty audit is in order", async () => {
      expect(await open(await server.createDatabase()).log.verify()).toEqual({
        ok: true,
        rows: 0,
        blocks: 0,
        problems: [],
        heads: [],
      });
    });

    const second = (rows: readonly { id: string }[]) => rows[1]?.id ?? "";
    test.for<{ name: string; tamper: (rows: readonly { id: string }[]) => string; problem: RegExp }>([
      {
        name: "a row was changed",
        tamper: (rows) => `update audit set principal_id = 'key:2' where id = '${second(rows)}'`,
        problem: /^Rows of the block 2 \(1 row, 2026-01-02T03:04:05\.679Z\) were changed\.$/,
      },
      {
        name: "a column became null",
        tamper: (rows) => `update audit set address = null where id = '${second(rows)}'`,
        problem: /block 2 .* changed/,
      },
      {
        name: "the time was changed",
        tamper: (rows) => `update audit set started_at = started_at + interval '1 ms' where id = '${rows[5]?.id}'`,
        problem: /block 4 .* changed/,
      },
      {
        name: "the arguments of two rows were swapped",
        tamper: (rows) =>
          `update audit as a set arguments = b.arguments from audit as b
           where a.id in ('${rows[4]?.id}', '${rows[6]?.id}') and b.id in ('${rows[4]?.id}', '${rows[6]?.id}') and a.id <> b.id`,
        problem: /block 4 .* changed/,
      },
      {
        name: "a row was removed from a block",
        tamper: (rows) => `delete from audit where id = '${rows[3]?.id}'`,
        problem: /^Of the block 4 \(6 rows, .*\) 1 are missing\.$/,
      },
      {
        name: "all rows of a block were removed",
        tamper: (rows) => `delete from audit where id = '${second(rows)}'`,
        problem: /^All rows of the block 2 .* are missing\.$/,
      },
      {
        name: "a row was inserted between those of a block",
        tamper: (rows) => copyOf(rows[4]?.id, "018", 4),
        problem: /block 4 .* has 1 more than were sealed/,
      },
      {
        name: "a row was inserted that names a block elsewhere",
        tamper: (rows) => copyOf(rows[4]?.id, "0ff", 1),
        problem: /^The row .* does not belong to block 1/,
      },
      {
        name: "a row was inserted that names no block",
        tamper: (rows) => copyOf(rows[4]?.id, "0ff", 0),
        problem: /^The row .* names block 0, which is missing/,
      },
      {
        name: "a block and its rows were removed",
        tamper: (rows) => `delete from audit where id = '${second(rows)}'; delete from audit_blocks where number = 2`,
        problem: /^Block 2 is missing: the block 3 .* leads on from it\.$/,
      },
      {
        name: "a block was removed",
        tamper: () => "delete from audit_blocks where number = 2",
        problem: /^The row .* names block 2, which is missing/,
      },
      {
        name: "a block's hash was replaced",
        tamper: () => "update audit_blocks set hash = digest where number = 2",
        problem: /^The block 2 .* was changed: its hash is wrong\.$/,
      },
      {
        name: "a block claims fewer rows",
        tamper: (rows) =>
          `update audit_blocks set rows = 5 where number = 4; delete from audit where id = '${rows[4]?.id}'`,
        problem: /^The block 4 .* its hash is wrong/,
      },
      {
        name: "a block was unsealed",
        tamper: () => "update audit_blocks set hash = null, digest = null where number = 3",
        problem: /^The block 3 .* is not sealed, though earlier ones are/,
      },
      {
        name: "an anchor was made up to hide what is missing",
        tamper: () =>
          `delete from audit where true; delete from audit_blocks where number < 4;
           insert into audit_anchor (number, bound, hash) values (4, 'ffffffff-0000-0000-0000-000000000000', '\\x00')`,
        problem: /not vouched for by a key that is known here/,
      },
    ])("it is found when $name", async ({ tamper, problem }) => {
      const { log, rows, run } = await filled(await server.createDatabase());

      await run(tamper(rows));

      const verdict = await log.verify();
      expect(verdict.ok).toBe(false);
      expect(verdict.problems).toContainEqual(expect.stringMatching(problem));
    });

    test("a chain that was cut at its end is found by whoever kept its head", async () => {
      const { log, run } = await filled(await server.createDatabase());
      const { heads } = await log.verify();

      await run("delete from audit where block = 4; delete from audit_blocks where number = 4");

      expect(await log.verify()).toMatchObject({ ok: true });
      expect(await log.verify({ heads })).toMatchObject({
        ok: false,
        problems: [expect.stringMatching(/^Block 4, which an earlier check saw .* is missing/)],
      });
    });

    test("heads that were kept are found again when the chain has gone on", async () => {
      const { log } = await filled(await server.createDatabase());
      const { heads } = await log.verify();
      await log.record(auditRecord());

      const later = await log.verify({ heads });

      expect(later.ok).toBe(true);
      expect(later.heads).toMatchObject([{ seq: 4, number: 5 }]);
    });

    test("a process that starts later leads on from those before, so that their ends cannot be cut unseen", async () => {
      const url = await server.createDatabase();
      const { run } = await filled(url);
      const { log } = open(url);
      await log.record(auditRecord());
      const before = await log.verify();

      await run("delete from audit where block = 4; delete from audit_blocks where number = 4");

      expect(before).toMatchObject({ ok: true, heads: [{ seq: 0, number: 5 }] });
      expect(await log.verify()).toMatchObject({
        ok: false,
        problems: [expect.stringMatching(/^Block 4 is missing: the block 5/)],
      });
    });

    test("many processes at once, with slow calls among theirs, are in order", { timeout: 30_000 }, async () => {
      const url = await server.createDatabase();
      const { log } = open(url);
      const logs = [log, open(url).log, open(url).log];
      const rows = Array.from({ length: 1200 }, (_, index) =>
        auditRecord({ startedAt: index % 40 ? Date.now() : Date.now() - 3_600_000 + index }),
      );

      await Promise.all(rows.map((row, index) => (logs[index % 4] ?? log).record(row)));

      expect(await log.verify()).toMatchObject({ ok: true, rows: 1200, problems: [] });
    });

    test("blocks of an earlier key are checked with it, and without it that is said", async () => {
      const url = await server.createDatabase();
      await filled(url, { current: oldKey, old: [] });
      const { log } = open(url, { current: newKey, old: [oldKey] });
      await log.record(auditRecord({ startedAt: auditStart + 100 }));

      expect(await log.verify()).toMatchObject({ ok: true, rows: 10 });
      const { ok, problems } = await open(url).log.verify();
      expect({ ok, count: problems.length }).toEqual({ ok: false, count: 1 });
      expect(problems[0]).toMatch(/key old, which is unknown here\. Set SECRET_KEY/);
    });

    test("another's key does not do", async () => {
      const url = await server.createDatabase();
      await filled(url, { current: { id: "new", key: oldKey.key }, old: [] });

      expect(await open(url).log.verify()).toMatchObject({ ok: false, problems: { length: 4 } });
    });

    test("blocks without a key, after some with one, are told", async () => {
      const url = await server.createDatabase();
      await filled(url);
      await open(url, { current: undefined, old: [] }).log.record(auditRecord({ startedAt: auditStart + 100 }));

      expect(await open(url).log.verify()).toMatchObject({
        ok: false,
        problems: [expect.stringMatching(/^The block 5 .* is sealed without a key, though earlier ones have one/)],
      });
    });

    test("blocks that the database lost with its machine are not missed, and nothing recorded after is lost", async () => {
      const { log, rows, run } = await filled(await server.createDatabase());
      await run("delete from audit where block = 4; delete from audit_blocks where number = 4");
      const after = auditRecord({ startedAt: auditStart + 100 });

      await log.record(after);

      expect(await log.list({ limit: 1 })).toEqual([after]);
      expect(await log.verify()).toMatchObject({ ok: true, rows: 4 });
      expect(rows).toHaveLength(9);
    });

    /** Two rows as a version before format 2 left them, its digest and hash included. */
    const olderRows = `insert into audit_blocks (number, writer, seq, rows, first_id, last_id, digest, hash) overriding system value
      values (1, '019b7a31-a02e-7000-8000-00000000000a', 0, 2, '019b7a31-a02e-7000-8000-000000000001', '019b7a31-a02e-7000-8000-000000000002',
        '\\xda5074628867075e7208f35b72d58370c9edae4e381580c8da6c19065652ae48',
        '\\x7c8711be1549711bdfc1db57bd250484729789a6c0b3a42193e0a478e04e57b8');
      insert into audit (id, block, kind, action, started_at, principal_id, principal_name, transport, protocol_version, client,
        session_id, address, toolset, tool, arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id)
      select older.id::uuid, 1, kind, action, to_timestamp(1767323045.678), 'key:1', 'ci', 'http', '2025-11-25', 'test/1.0.0',
        'session', '192.0.2.1', 'team', tool, '{"url":"https://example.com"}', 'ok', message, 12.5, 99, '1', '0af7651916cd43dd8448eb211c80319c'
      from (values
        ('019b7a31-a02e-7000-8000-000000000001', 'call', 'tools/call', 'fetch', null),
        ('019b7a31-a02e-7000-8000-000000000002', 'change', 'policy.save', '', 'a "b" ü')) as older (id, kind, action, tool, message)`;

    test("rows that an older version hashed as JSON are checked as such, and newer ones lead on from them", async () => {
      const { log, database } = open(await server.createDatabase(), { current: undefined, old: [] });
      const run = (statement: string) => database.use(({ sql }) => sql.unsafe(statement).simple());
      await run(olderRows);
      await run("select setval(pg_get_serial_sequence('audit_blocks', 'number'), 1)");
      await log.record(auditRecord());
      expect(await log.verify()).toMatchObject({ ok: true, rows: 3, blocks: 2 });

      await run("update audit set outcome = 'error' where tool = ''");
      expect((await log.verify()).problems).toEqual([
        expect.stringMatching(/^Rows of the block 1 \(2 rows, .*\) were changed\.$/),
      ]);

      await run("update audit set outcome = 'ok' where tool = ''; update audit_blocks set format = 2 where number = 1");
      expect((await log.verify()).problems).toContainEqual(expect.stringMatching(/^The block 1 .* its hash is wrong/));
    });

    test("of rows that a newer version wrote it is said that they cannot be checked here", async () => {
      const { log, run } = await filled(await server.createDatabase(), { current: undefined, old: [] });

      await run("update audit_blocks set format = 3 where number = 4");

      expect((await log.verify()).problems).toContainEqual(
        expect.stringMatching(/^Rows of the block 4 .* cannot be checked: a newer version of mcp-tools wrote them/),
      );
    });

    test("whatever texts a row has, it is read back as it was sealed", async () => {
      const { log } = open(await server.createDatabase());
      const awkward = [
        "",
        " ",
        "NULL",
        "{}",
        "a,b",
        '"',
        "\\",
        "\\x1e",
        "\r\n\t",
        "\u001c\u007f",
        "\u2028",
        "🛰️",
        "\ud83d",
        '{"a":[null]}',
      ];
      const unkept = ["\u001d", "a\u001eb", "\u001f", "\u001d\u001e\u001f", "\0"];
      const rows = [...awkward, ...unkept].map((text, index) =>
        auditRecord({
          startedAt: auditStart + index,
          action: text,
          principalId: text,
          principalName: text,
          client: text,
          sessionId: text,
          address: text,
          toolset: text,
          tool: text,
          subject: text,
          arguments: text,
          message: text,
          requestId: text,
          traceId: text,
        }),
      );

      await Promise.all(rows.map((row) => log.record(row)));

      expect(await log.verify()).toMatchObject({ ok: true, rows: rows.length, problems: [] });
      const kept = (row: object) =>
        JSON.parse(
          JSON.stringify(row)
            .replaceAll(/\\u001[d-f]|\\u0000/g, "")
            .replaceAll("\\ud83d", "\ufffd"),
        ) as unknown;
      expect(await log.list({ limit: 100 })).toEqual(rows.toReversed().map(kept));
    });

    test("it stops when it is told to", async () => {
      const { log } = await filled(await server.createDatabase());

      await expect(log.verify({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    });
  });
}

/** SQL that inserts a copy of a row with another beginning of its id's random part. */
function copyOf(id = "", tail: string, block: number): string {
  const columns =
    "kind, action, started_at, principal_id, principal_name, transport, tool, arguments, outcome, duration_ms, result_bytes";
  return `insert into audit (id, block, ${columns}) select '${id.slice(0, 15)}${tail}${id.slice(18)}', ${block}, ${columns} from audit where id = '${id}'`;
}
