import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createId, silentLogger, type AuditFilter, type AuditLog } from "@mcp-tools/core";
import { createAuditIndexer, createAuditLog, createLazyDatabase, type LazyDatabase } from "@mcp-tools/db";
import { messageOf } from "./harness/message-of.ts";
import { stopLeftDatabase } from "./harness/stop-left-database.ts";
import { stopOnSignal } from "./harness/stop-on-signal.ts";

const usage = `Usage: node bench/audit-search.ts [--rows <number>] [--goal <milliseconds>]

Fills the audit of an embedded PostgreSQL of its own with rows of eight weeks, indexes them, and times the first page of a
search for 50 rows. Exit code 1 when one takes as long as the goal or longer.

  --rows   default 10,000,000, which takes about ten minutes and 8 GB
  --goal   default 50`;

const weeks = 8;
const weekMs = 604_800_000;
const rowsATime = 100_000;
const rounds = 9;
const limit = 50;

process.exitCode = await main();

async function main(): Promise<number> {
  let options;
  try {
    options = readOptions();
  } catch (cause) {
    process.stderr.write(`${messageOf(cause)}\n\n${usage}\n`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "mcp-tools-bench-"));
  // The embedded database may run as another user than we do.
  chmodSync(folder, 0o755);
  const database = createLazyDatabase({
    dataDir: folder,
    logger: silentLogger,
    applicationName: "bench",
    queryTimeoutMs: 600_000,
  });
  const cleanUp = async (): Promise<void> => {
    await database.close();
    await stopLeftDatabase(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  stopOnSignal(cleanUp, () => {});
  try {
    return await bench(database, options);
  } finally {
    await cleanUp();
  }
}

/** @throws Error that says what is wrong with the flags; undefined for --help */
function readOptions(): { rows: number; goalMs: number } | undefined {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      rows: { type: "string", default: "10000000" },
      goal: { type: "string", default: "50" },
    },
  });
  if (values.help === true) return undefined;
  const rows = Number(values.rows);
  const goalMs = Number(values.goal);
  if (!Number.isInteger(rows) || rows < 1000)
    throw new Error(`--rows ${values.rows}: give a whole number from 1000 on`);
  if (!(goalMs > 0)) throw new Error(`--goal ${values.goal}: give milliseconds`);
  return { rows, goalMs };
}

async function bench(database: LazyDatabase, { rows, goalMs }: { rows: number; goalMs: number }): Promise<number> {
  const audit = createAuditLog({ database, logger: silentLogger, syncCommit: false });
  const spread = { rows, endMs: Date.now() - 60_000, stepMs: (weeks * weekMs) / rows };
  await makePartitions(database, audit, spread.endMs);
  await timed("rows", rows, () => seed(database, spread));
  await timed("index", rows, () => index(database));
  await database.use(({ sql }) => sql`vacuum analyze audit`, { timeoutMs: 3_600_000 });
  await printSizes(database);
  const times = [];
  for (const [name, filter] of cases(spread)) times.push({ name, ...(await time(audit, filter)) });
  process.stdout.write(`\n${table(times)}\n`);
  const slow = times.filter(({ medianMs }) => medianMs >= goalMs);
  if (slow.length > 0) process.stdout.write(`\n${goalMs} ms or more: ${slow.map(({ name }) => name).join(", ")}\n`);
  return slow.length === 0 ? 0 : 1;
}

interface Spread {
  readonly rows: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** A row in each week: maintenance makes the partitions for them. */
async function makePartitions(database: LazyDatabase, audit: AuditLog, endMs: number): Promise<void> {
  for (let week = weeks; week >= 0; week--) {
    const startedAt = endMs - week * weekMs;
    await audit.record({
      id: createId(startedAt),
      kind: "access",
      action: "sign_in",
      startedAt,
      principalId: "user:bench",
      principalName: "bench",
      transport: "console",
      tool: "",
      arguments: "{}",
      outcome: "ok",
      durationMs: 0,
      resultBytes: 0,
    });
  }
  await audit.maintain(365);
  await database.use(({ sql }) => sql`delete from audit_late`);
}

/**
 * Calls of 60 tools by 40 principals, some far more often than others, with paths, ids, numbers and sentences as arguments.
 * 1 in 50 fails, 1 in 2,000 is refused.
 */
async function seed(database: LazyDatabase, { rows, endMs, stepMs }: Spread): Promise<void> {
  const startMs = endMs - rows * stepMs;
  const statement = `
    insert into audit (id, block, kind, action, started_at, principal_id, principal_name, transport, protocol_version, client,
      tool, arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id)
    select
      (lpad(to_hex(at::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid,
      1, 'call', 'tools/call', to_timestamp(at / 1000), 'key:' || floor(40 * r * r), 'Team ' || floor(40 * r * r), 'http',
      '2026-07-28', 'agent/1.2.3', 'tool_' || floor(60 * q * q * q),
      '{"path":"/srv/data/' || (array['reports','invoices','logs','backups','images'])[1 + i % 5] || '/' || substr(h, 1, 8)
        || '.csv","query":"' || words || case when i % $5 = 7 then ' zebrafish' else '' end
        || '","limit":' || i % 500 || ',"id":"' || h || '"}',
      case when i % 2000 = 3 then 'refused' when i % 50 = 1 then 'error' else 'ok' end,
      case when i % 2000 = 3 then 'Not allowed by the rule night-shift.' when i % 50 = 1 then 'The file does not exist.' end,
      round((200 * random() * random())::numeric, 3), 500, i::text, h
    from (
      select i, $1::float8 + i * $2::float8 as at, md5(i::text) as h, random() as r, random() as q
      from generate_series($3::bigint, $4::bigint) as i
    ) as series, lateral (
      select string_agg('word' || floor(3000 * power(random(), 4) + 0 * n)::int, ' ') as words from generate_series(1, 6 + (i % 3)::int) as n
    ) as sentence`;
  const rareEvery = Math.max(10, Math.floor(rows / 12));
  for (let from = 0; from < rows; from += rowsATime) {
    const to = Math.min(rows, from + rowsATime) - 1;
    await database.use(({ sql }) => sql.unsafe(statement, [startMs, stepMs, from, to, rareEvery]), {
      timeoutMs: 600_000,
    });
  }
}

async function index(database: LazyDatabase): Promise<void> {
  const indexer = createAuditIndexer({ database });
  while ((await indexer.advance()).isBehind);
}

function cases({ rows, endMs, stepMs }: Spread): [string, AuditFilter & { before?: string }][] {
  const middle = endMs - (rows / 2) * stepMs;
  const before = createId(middle);
  return [
    ["no filter", {}],
    ["tool, common", { tool: "tool_0" }],
    ["tool, rare", { tool: "tool_59" }],
    ["tool, unknown", { tool: "tool_60" }],
    ["principal", { principalId: "key:20" }],
    ["outcome refused", { outcomes: ["refused"] }],
    ["kind access", { kinds: ["access"] }],
    ["one hour, 4 weeks ago", { from: middle - 3_600_000, to: middle }],
    ["rare word (12 rows)", { text: "zebrafish" }],
    ["unknown word", { text: "nowhere" }],
    ["an id", { text: "c4ca4238a0b923820dcc509a6f75849b" }],
    ["beginning of an id", { text: "c4ca42" }],
    ["common word", { text: "reports" }],
    ["two words", { text: "word2000 word2500" }],
    ["common word, refused", { text: "invoices", outcomes: ["refused"] }],
    ["common word, rare tool", { text: "reports", tool: "tool_59" }],
    ["never together", { text: "reports invoices" }],
    ["rare word, principal", { text: "word2999", principalId: "key:20" }],
    ["path", { text: "/srv/data/backups/", outcomes: ["error"] }],
    ["before, no filter", { before }],
    ["before, common word", { before, text: "reports" }],
    ["before, rare word", { before, text: "zebrafish" }],
    ["before, refused", { before, outcomes: ["refused"] }],
  ];
}

interface Timing {
  readonly found: number;
  /** The very first time, with nothing of it in PostgreSQL's memory. */
  readonly firstMs: number;
  readonly medianMs: number;
}

async function time(audit: AuditLog, filter: AuditFilter & { before?: string }): Promise<Timing> {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    found = (await audit.list({ ...filter, limit })).length;
    times.push(performance.now() - started);
  }
  const [firstMs = 0, ...others] = times;
  return { found, firstMs, medianMs: others.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0 };
}

async function timed(what: string, rows: number, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${what}: ${Math.round(seconds)} s, ${Math.round(rows / seconds)} rows/s\n`);
}

async function printSizes(database: LazyDatabase): Promise<void> {
  const [row] = await database.use(
    ({ sql }) => sql<{ rows: string; index: string }[]>`
      select pg_size_pretty(sum(pg_total_relation_size(relid))) as rows,
        pg_size_pretty(pg_total_relation_size('audit_segments') + pg_total_relation_size('audit_words')) as index
      from pg_partition_tree('audit') where isleaf`,
  );
  process.stdout.write(`size: rows ${row?.rows}, index ${row?.index}\n`);
}

function table(times: readonly ({ readonly name: string } & Timing)[]): string {
  const line = (name: string, ...values: readonly string[]) =>
    `${name.padEnd(26)}${values.map((value) => value.padStart(10)).join("")}`;
  return [
    line("search", "found", "first ms", "median ms"),
    ...times.map(({ name, found, firstMs, medianMs }) =>
      line(name, String(found), firstMs.toFixed(1), medianMs.toFixed(1)),
    ),
  ].join("\n");
}
