import { createHash, randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createId } from "@mcp-tools/core";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { auditRecord, openAudit } from "../../test/audit.ts";
import { postgresKinds, type PostgresKind, type TestServer } from "../../test/testing.ts";
import { weekNamed } from "../audit/weeks.ts";
import { connect, type Client } from "../connection/connect.ts";
import { migrate } from "../connection/migrate.ts";
import { migrations } from "../migrations.ts";
import { dumpDatabase, type DumpOptions } from "./dump-database.ts";
import { restoreDatabase } from "./restore-database.ts";
import { backupTables, passingTables } from "./tables.ts";

const secrets = { current: "a".repeat(64), old: ["b".repeat(64)] };
const about = { version: "9.9.9", secrets };
const key = { id: "k1", key: randomBytes(32) };
const keys = { current: key, old: [] };

function open(url: string): Client {
  const client = connect({ url }, { applicationName: "backup-test", poolMax: 1, statementTimeoutMs: 5_000 });
  onTestFinished(() => client.close(1_000));
  return client;
}

const dial = (url: string): Sql => open(url).sql;

/** The frames of a backup, by a connection that is closed afterwards: a restore refuses a database in use. */
async function backUp(url: string, options: Partial<DumpOptions> = {}): Promise<Buffer[]> {
  const client = connect({ url }, { applicationName: "backup-test", poolMax: 1, statementTimeoutMs: 5_000 });
  const pieces: Buffer[] = [];
  try {
    await dumpDatabase(client, { ...about, ...options }, async (frames) => {
      for await (const piece of frames) pieces.push(piece);
    });
  } finally {
    await client.close(1_000);
  }
  return pieces;
}

async function* of(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Each table's rows, in their own words: the number of them and a hash. */
async function fingerprint(sql: Sql): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of backupTables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from "${table}" as t`);
    const hash = createHash("sha256");
    for (const row of rows.map((one) => one.row).sort()) hash.update(`${row}\n`);
    found[table] = `${rows.length} ${hash.digest("hex")}`;
  }
  return found;
}

/** Something in every table, and what is hard to carry: bytes, JSON, every kind of white space, big texts, nulls. */
async function fill(url: string): Promise<void> {
  const sql = dial(url);
  const now = Date.now();
  const id = () => createId(now);
  const odd = 'tab\t newline\n return\r backslash\\ \\. "quotes" \u{1f600} \u0001';
  const json = JSON.stringify({ odd, list: [1, null] });
  await sql`insert into people (id, name, email, role) values ('p1', ${odd}, 'ada@example.com', 'owner'), ('p2', '', 'b@example.com', null)`;
  await sql`insert into people_accounts (id, account_id, provider_id, user_id, password, updated_at) values ('a1', 'p1', 'credential', 'p1', 'hash', now())`;
  await sql`insert into people_sessions (id, expires_at, token, updated_at, user_id) values ('s1', now() + interval '1 day', 't1', now(), 'p1')`;
  await sql`insert into people_two_factors (id, secret, backup_codes, user_id) values ('f1', 'sealed', 'codes', 'p1')`;
  await sql`insert into people_verifications (id, identifier, value, expires_at) values ('v1', 'i', 'v', now())`;
  await sql`insert into people_rate_limits (id, key, count, last_request) values ('r1', 'k', 3, 9007199254740991)`;
  await sql`insert into invitations (id, token_hash, kind, role, created_by, expires_at) values (${id()}, 'h', 'setup', 'owner', 'system', now())`;
  await sql`insert into api_tokens (id, name, prefix, hash, role, created_by) values (${id()}, 'ci', 'mcpt_', 'h', 'viewer', 'p1')`;
  await sql`insert into api_keys (id, name, "grant", secrets, created_by) values (${id()}, ${odd}, ${json}::text::jsonb, '[]', 'p1')`;
  await sql`insert into policies (version, document, created_by, note) values (1, ${json}::text::jsonb, 'p1', ${odd})`;
  await sql`insert into credentials (id, name, key_id, nonce, ciphertext, updated_by) values (${id()}, 'token', 'k1', ${randomBytes(12)}, ${randomBytes(3_000)}, 'p1')`;
  await sql`insert into approvals (id, state, principal_id, principal_name, tool, tool_digest, arguments, arguments_digest, policy_version, reason, transport, expires_at, scope)
    values (${id()}, 'waiting', 'p', 'p', 't', 'd', ${json}, 'd', 1, ${odd}, 'http', now(), ${json}::text::jsonb)`;
  await sql`insert into approval_grants (id, approval_id, principal_id, tool, tool_digest, created_by) values (${id()}, ${id()}, 'p', 't', 'd', 'p1')`;
  await sql`insert into idempotency_keys (id, principal_id, tool, key, arguments_digest, call_id, process_id, state, expires_at) values (${id()}, 'p', 't', 'k', 'd', ${id()}, 'x', 'done', now())`;
  // More than a frame may hold.
  await sql`insert into kept_results (id, principal_id, tool, result, expires_at) values (${id()}, 'p', 't', ${"é\n".repeat(400_000)}, now())`;
  for (const name of ["one", "two"])
    await sql`insert into memory_entities (space, name, entity_type, search_text) values ('s', ${name}, 'thing', ${odd})`;
  await sql`delete from memory_entities where name = 'two'`;
  await sql`insert into memory_observations (entity_id, content) select id, ${odd} from memory_entities`;
  await sql`insert into memory_relations (space, from_name, to_name, relation_type) values ('s', 'one', 'gone', 'knows')`;
  await sql`insert into audit_segments (indexed_to, min_id, max_id, ids) values (${id()}, ${id()}, ${id()}, ${randomBytes(160)})`;
  await sql`insert into audit_words (segment, first_word, entries) values (1, ${odd}, ${odd})`;
  await sql`insert into audit_late values (${id()})`;
  await sql`insert into audit_anchor (number, bound, hash) values (0, '00000000-0000-0000-0000-000000000000', ${randomBytes(32)})`;
}

async function record(url: string, rows: number, startedAt = Date.now()): Promise<void> {
  const { log, close } = openAudit(url, { keys });
  await Promise.all(
    Array.from({ length: rows }, (_, index) => log.record(auditRecord({ startedAt: startedAt + index }))),
  );
  await close();
}

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`a backup of ${kind.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());

    test("holds every table that the migrations make, but for what runs now", async () => {
      const sql = dial(await server.createDatabase());
      const tables = await sql<{ name: string }[]>`
        select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;

      expect(tables.map(({ name }) => name).sort()).toEqual(
        [...backupTables, ...passingTables, "mcp_tools_migrations"].sort(),
      );
    });

    test("comes back row for row in another database, and goes on counting where it was", async () => {
      const from = await server.createDatabase();
      await fill(from);
      await dial(from)`delete from audit_anchor`;
      await record(from, 300);
      // A week that has no partition there.
      const weeksAgo = Date.now() - 20 * 86_400_000;
      await record(from, 20, weeksAgo);
      const before = await fingerprint(dial(from));
      const to = await server.createEmptyDatabase();

      const pieces = await backUp(from);
      const restored = await restoreDatabase(dial(to), of(pieces), { replace: false });

      expect(Object.keys(before).filter((table) => before[table]?.startsWith("0 "))).toEqual(["audit_anchor"]);
      expect(await fingerprint(dial(to))).toEqual(before);
      expect(restored).toMatchObject({
        head: { version: "9.9.9", secrets },
        applied: [],
        rows: { audit: 320, people: 2 },
      });
      const sql = dial(to);
      // The one that was deleted is not given out again.
      const [entity] =
        await sql`insert into memory_entities (space, name, entity_type, search_text) values ('s', 'three', 't', '') returning id`;
      expect(Number(entity?.["id"])).toBe(3);
      await record(to, 10);
      const { log, close } = openAudit(to, { keys });
      expect(await log.verify()).toMatchObject({ ok: true, rows: 330, problems: [] });
      await close();
    });

    test("puts rows of weeks with a partition into that partition", async () => {
      const from = await server.createDatabase();
      const sql = dial(from);
      const week = weekNamed("audit_20260105");
      await sql.unsafe(
        `create table audit_20260105 partition of audit for values from ('${week?.from}') to ('${week?.to}')`,
      );
      await record(from, 5, Date.UTC(2026, 0, 6));
      const to = await server.createEmptyDatabase();

      await restoreDatabase(dial(to), of(await backUp(from)), { replace: false });

      const [row] = await dial(to)`select count(*)::int as rows from audit_20260105`;
      expect(row?.["rows"]).toBe(5);
    });

    test("of an older schema is brought up to date", async () => {
      const from = await server.createEmptyDatabase();
      const old = migrations.slice(0, -1);
      const sql = dial(from);
      await migrate(sql, old);
      await sql`insert into people (id, name, email) values ('p1', 'Ada', 'ada@example.com')`;
      const to = dial(await server.createEmptyDatabase());

      const restored = await restoreDatabase(to, of(await backUp(from, { migrations: old })), { replace: false });

      expect(restored.applied).toEqual([migrations.at(-1)?.name]);
      expect(await migrate(to)).toEqual([]);
      expect((await fingerprint(to))["people"]).toMatch(/^1 /);
    });

    test("of a newer schema is refused, and nothing is touched", async () => {
      const from = await server.createDatabase();
      await dial(from)`insert into mcp_tools_migrations (name) values ('9999_later')`;
      const pieces = await backUp(from, { migrations: [...migrations, { name: "9999_later", statements: [] }] });
      const to = dial(await server.createDatabase());
      await to`insert into people (id, name, email) values ('p1', 'Ada', 'ada@example.com')`;

      await expect(restoreDatabase(to, of(pieces), { replace: true })).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringMatching(/newer mcp-tools \(9\.9\.9, with 9999_later\)/) as string,
      });
      expect((await fingerprint(to))["people"]).toMatch(/^1 /);
    });

    test.for([
      ["without our schema", 0, /nothing to back up/],
      ["of an older schema", -1, /another version/],
    ] as const)("is not made of a database %s", async ([, end, message]) => {
      const url = await server.createEmptyDatabase();
      if (end !== 0) await migrate(dial(url), migrations.slice(0, end));

      await expect(backUp(url)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringMatching(message) as string,
      });
    });

    test("is not restored over data unless told so, and then replaces all of it", async () => {
      const from = await server.createDatabase();
      await fill(from);
      const pieces = await backUp(from);
      const to = dial(await server.createDatabase());
      await to`insert into people (id, name, email) values ('other', 'Other', 'other@example.com')`;
      const before = await fingerprint(to);

      await expect(restoreDatabase(to, of(pieces), { replace: false })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringMatching(/not empty \(people\)/) as string,
      });
      expect(await fingerprint(to)).toEqual(before);
      await restoreDatabase(to, of(pieces), { replace: true });
      expect(await fingerprint(to)).toEqual(await fingerprint(dial(from)));
    });

    test("that ends in the middle leaves what was there", async () => {
      const from = await server.createDatabase();
      await fill(from);
      const pieces = await backUp(from);
      const to = dial(await server.createDatabase());
      await to`insert into people (id, name, email) values ('other', 'Other', 'other@example.com')`;
      const before = await fingerprint(to);
      const all = Buffer.concat(pieces);

      for (const bytes of [all.length - 1, all.length - 40, Math.floor(all.length / 2), 3])
        await expect(restoreDatabase(to, of([all.subarray(0, bytes)]), { replace: true })).rejects.toMatchObject({
          code: "invalid_input",
        });
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield all.subarray(0, all.length - 100);
        throw new Error("the disk is gone");
      }
      await expect(restoreDatabase(to, failing(), { replace: true })).rejects.toThrow("the disk is gone");
      expect(await fingerprint(to)).toEqual(before);
    });

    test("is refused while another process uses the database", async () => {
      const pieces = await backUp(await server.createDatabase());
      const url = await server.createEmptyDatabase();
      await dial(url)`select 1`;

      await expect(restoreDatabase(dial(url), of(pieces), { replace: false })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("in use (mcp-tools/backup-test)") as string,
      });
    });

    test("does not touch tables of somebody else", async () => {
      const pieces = await backUp(await server.createDatabase());
      const to = dial(await server.createEmptyDatabase());
      await to`create table people (id int)`;
      await to`insert into people values (1)`;

      await expect(restoreDatabase(to, of(pieces), { replace: true })).rejects.toMatchObject({ code: "conflict" });
      expect(await to`select id from people`).toEqual([{ id: 1 }]);
    });

    test("shows one moment: what is written meanwhile is not in it", async () => {
      const from = await server.createDatabase();
      await fill(from);
      const writer = dial(from);
      const pieces: Buffer[] = [];
      await dumpDatabase(open(from), about, async (frames) => {
        for await (const piece of frames) {
          if (pieces.length === 1) await writer`insert into audit_late values (${createId()})`;
          pieces.push(piece);
        }
      });
      const to = dial(await server.createEmptyDatabase());

      expect((await restoreDatabase(to, of(pieces), { replace: false })).rows["audit_late"]).toBe(1);
    });
  });
}

test("a writer that fails in the middle is heard at once, however much is still to come", async () => {
  const server = await embedded();
  const from = await server.createDatabase();
  const sql = dial(from);
  await sql`insert into kept_results (id, principal_id, tool, result, expires_at)
    select gen_random_uuid(), 'p', 't', repeat('x', 100000), now() from generate_series(1, 500)`;

  const started = performance.now();
  await expect(
    dumpDatabase(open(from), about, async (frames) => {
      for await (const { length } of frames) if (length > 60_000) throw new Error("the disk is full");
    }),
  ).rejects.toThrow("the disk is full");
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("100,000 rows of audit pass through in little memory", { timeout: 60_000 }, async () => {
  const server = await embedded();
  const from = await server.createDatabase();
  const filling = dial(from);
  // In steps: one statement has five seconds.
  for (let step = 0; step < 20; step++)
    await filling`insert into audit (id, block, kind, action, started_at, principal_id, principal_name, transport, tool, arguments, outcome, duration_ms, result_bytes)
      select overlay(gen_random_uuid()::text placing lpad(to_hex((extract(epoch from now()) * 1000)::bigint >> 16), 8, '0') from 1 for 8)::uuid,
        1, 'call', 'tools/call', now(), 'p', 'p', 'http', 't', repeat('x', 3000), 'ok', 1.5, 7 from generate_series(1, 5000) as n`;
  const to = dial(await server.createEmptyDatabase());
  const before = memory();
  let most = 0;
  let pieces = 0;
  async function* watched(frames: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of frames) {
      pieces += 1;
      if (pieces % 250 === 0) most = Math.max(most, memory() - before);
      yield piece;
    }
  }

  const { rows } = await dumpDatabase(open(from), about, (frames) =>
    restoreDatabase(to, watched(frames), { replace: false }),
  );

  expect(rows["audit"]).toBe(100_000);
  // All of it would be 310 MB.
  expect(most / 1e6).toBeLessThan(100);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is in use: garbage says how busy the machine is. */
function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function embedded(): Promise<TestServer> {
  const server = await (postgresKinds[0] as PostgresKind).open();
  onTestFinished(() => server.close());
  return server;
}
