import type { AuditIndexer } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { errorCode } from "../../connection/database-failure.ts";
import type { LazyDatabase } from "../../connection/lazy-database.ts";
import { byIndex } from "../by-index.ts";
import { buildSegment, type IndexableRow } from "./build-segment.ts";
import { mergeSegments } from "./merge-segments.ts";
import { partRows } from "./row-set.ts";

/** Behind the database's clock by more than a row in time can be: see `lateAfterMs` of the writer. */
const settleMs = 15_000;
const segmentBytesMax = 4_000_000;
const statementTimeoutMs = 60_000;
/** Ours must not be the first to give up: that would drop the connections. */
const timeoutMs = 300_000;
/** Segments of one part that become one. */
const partsMax = 16;
const lockNotAvailable = "55P03";
const columns = "id, kind, outcome, transport, tool, principal_id, subject, arguments, message";

export interface AuditIndexerOptions {
  readonly database: LazyDatabase;
  /** Less for tests. */
  readonly segmentRows?: number | undefined;
  readonly settleMs?: number | undefined;
  readonly parts?: number | undefined;
}

/**
 * Writes the segments of the search index: one when there are rows enough to fill it, because what is in none is little enough
 * to be looked through; and one of sixteen when there are sixteen, so that a word is looked up in few places.
 */
export function createAuditIndexer({
  database,
  segmentRows = partRows,
  settleMs: behindMs = settleMs,
  parts = partsMax,
}: AuditIndexerOptions): AuditIndexer {
  const step = async (tx: TransactionSql) => {
    if (await mergeSegments(tx, parts)) return { rows: 0, isBehind: true };
    const rows = await addSegment(tx, Math.min(segmentRows, partRows), behindMs);
    return { rows, isBehind: rows > 0 };
  };
  return { advance: () => database.use(({ sql }) => inSnapshot(sql, step), { timeoutMs }) };
}

type Step = Awaited<ReturnType<AuditIndexer["advance"]>>;

function inSnapshot(sql: Sql, work: (tx: TransactionSql) => Promise<Step>): Promise<Step> {
  const result = sql.begin("isolation level repeatable read", async (tx) => {
    // The lock is no query's: the snapshot of one would be from before it, and what another process wrote meanwhile written twice.
    await tx.unsafe(
      `${byIndex}; set local synchronous_commit = off; set local statement_timeout = ${statementTimeoutMs};
       lock table audit_segments in share update exclusive mode nowait`,
    );
    return work(tx);
  });
  return result.catch((error: unknown) => {
    if (errorCode(error) === lockNotAvailable) return { rows: 0, isBehind: false };
    throw error;
  });
}

/**
 * Late rows first, then those that follow: together in the order of their ids. A late row that shows itself later is not in
 * this snapshot and stays in `audit_late`. Returns how many rows the segment has; 0 when there are too few for one.
 */
async function addSegment(tx: TransactionSql, rowsMax: number, behindMs: number): Promise<number> {
  const indexedTo = await readIndexedTo(tx);
  const late = await tx.unsafe<IndexableRow[]>(
    `select found.* from (select id from audit_late where id <= $1 order by id limit $2) as late,
       lateral (select ${columns} from audit where id = late.id offset 0) as found
     order by late.id`,
    [indexedTo, rowsMax],
  );
  const waiting = await tx.unsafe<{ bytes: number }[]>(
    `select octet_length(arguments) + coalesce(octet_length(message), 0) as bytes from audit
     where id > $1 and id < ${idBefore(behindMs)} order by id limit $2`,
    [indexedTo, rowsMax - late.length],
  );
  const count = countThatFit(waiting);
  const isFull = count < waiting.length || late.length + count >= rowsMax;
  if (!isFull) return 0;
  const fresh = await tx.unsafe<IndexableRow[]>(
    `select ${columns} from audit where id > $1 and id < ${idBefore(behindMs)} order by id limit $2`,
    [indexedTo, count],
  );
  await writeSegment(tx, [...late, ...fresh], fresh.at(-1)?.id ?? indexedTo);
  return late.length + fresh.length;
}

/** At least one. */
function countThatFit(rows: readonly { readonly bytes: number }[]): number {
  let sum = 0;
  const last = rows.findIndex(({ bytes }) => (sum += bytes) > segmentBytesMax);
  return last === -1 ? rows.length : Math.max(1, last);
}

async function writeSegment(tx: TransactionSql, rows: readonly IndexableRow[], indexedTo: string): Promise<void> {
  const ids = rows.map(({ id }) => id.replaceAll("-", "")).join("");
  const places = ids.padStart(partRows * 32, "0");
  const pages = await buildSegment(rows);
  const [segment] = await tx.unsafe<{ number: string }[]>(
    `insert into audit_segments (indexed_to, min_id, max_id, ids) values ($1, $2, $3, decode($4::text, 'hex')) returning number`,
    [indexedTo, rows[0]?.id ?? "", rows.at(-1)?.id ?? "", places],
  );
  const words = JSON.stringify(pages.map(({ firstWord, entries }) => [firstWord, entries]));
  await tx.unsafe(
    `insert into audit_words select $1::bigint, page->>0, page->>1 from json_array_elements($2::text::json) as page`,
    [segment?.number ?? "", words],
  );
  await tx`delete from audit_late where id <= ${rows.at(-1)?.id ?? ""}`;
}

/** All rows up to it are in a segment or late. */
export async function readIndexedTo(tx: TransactionSql): Promise<string> {
  const [newest] = await tx<{ indexed_to: string }[]>`
    select indexed_to from audit_segments order by indexed_to desc limit 1`;
  return newest?.indexed_to ?? "00000000-0000-0000-0000-000000000000";
}

/** SQL for the least UUIDv7 of a moment so long ago. */
function idBefore(ms: number): string {
  return `rpad(lpad(to_hex(((extract(epoch from now()) * 1000)::bigint - ${ms})), 12, '0'), 32, '0')::uuid`;
}
