import type { AuditRecord } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { auditColumns, toRecord, type AuditRow } from "../audit-rows.ts";
import { byIndex } from "../by-index.ts";
import { readIndexedTo } from "./audit-indexer.ts";
import { findInSegments, type PartMatch, type RowReference, type SegmentCursor } from "./find-in-segments.ts";
import type { SearchQuery, SearchRange } from "./search-query.ts";

export interface SearchPage {
  /** The newest first. */
  readonly rows: readonly AuditRecord[];
  /** Where time ran out: everything from this id on has been looked at. */
  readonly reached?: string | undefined;
}

export interface SearchOptions {
  readonly limit: number;
  /** After so long it gives what it has. */
  readonly timeoutMs: number;
}

/** Segments that are asked in one statement: few at first, because the newest are likely to do. */
const firstSegments = 4;
const segmentsMax = 256;
const segmentsGrowth = 8;
const tailRowsATime = 20_000;
/** Of the time limit, which the database itself keeps for each statement. */
const searchShare = 0.6;

/**
 * One page, the newest rows first. Rows that are not indexed yet are the newest, and are looked through; all others are found
 * through the segments, from the newest on, until there are enough. In one snapshot, so that no row slips between the two.
 */
export function searchAudit(sql: Sql, query: SearchQuery, options: SearchOptions): Promise<SearchPage> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    await tx.unsafe(`${byIndex}; set local statement_timeout = ${options.timeoutMs}`);
    return query.terms.length === 0 ? readRange(tx, query.range, options) : searchIndexed(tx, query, options);
  });
}

async function readRange(
  tx: TransactionSql,
  { from, before }: SearchRange,
  options: SearchOptions,
): Promise<SearchPage> {
  const rows = await tx.unsafe<AuditRow[]>(
    `select ${auditColumns} from audit where id >= $1 and id < $2 order by id desc limit $3`,
    [from, before, options.limit],
  );
  return { rows: rows.map(toRecord) };
}

async function searchIndexed(tx: TransactionSql, query: SearchQuery, options: SearchOptions): Promise<SearchPage> {
  const { limit, timeoutMs } = options;
  const { range, terms } = query;
  const deadline = performance.now() + timeoutMs * searchShare;
  const indexedTo = await readIndexedTo(tx);
  const found = createFound(limit);
  const reached = await addTail(tx, query, { found, indexedTo, deadline });
  if (reached !== undefined) return { rows: found.from(reached), reached };
  if (found.isFull(indexedTo)) return { rows: found.all() };
  await addLate(tx, query, { found, indexedTo });
  let after: SegmentCursor | undefined;
  for (let segments = firstSegments; ; segments = Math.min(segments * segmentsGrowth, segmentsMax)) {
    const { matches, next } = await findInSegments(tx, { terms, range, after, segments, rowsMax: limit });
    await addMatches(tx, matches, query, found);
    if (next === undefined || found.isFull(next.maxId)) return { rows: found.all() };
    if (performance.now() > deadline) {
      const reached = idAfter(next.maxId);
      return { rows: found.from(reached), reached };
    }
    after = next.after;
  }
}

/** The rows behind the last segment, some thousand at a time. Returns where time ran out, if it did. */
async function addTail(
  tx: TransactionSql,
  query: SearchQuery,
  { found, indexedTo, deadline }: { found: Found; indexedTo: string; deadline: number },
): Promise<string | undefined> {
  const floor = query.range.from > indexedTo ? query.range.from : idAfter(indexedTo);
  let end = query.range.before;
  while (end > floor) {
    const [row] = await tx.unsafe<{ id: string }[]>(
      `select id from audit where id >= $1 and id < $2 order by id desc offset ${tailRowsATime - 1} limit 1`,
      [floor, end],
    );
    const begin = row?.id ?? floor;
    await addScanned(tx, query, { found, source: "audit", begin, end });
    if (row === undefined || found.isFull(begin)) return undefined;
    if (performance.now() > deadline) return begin;
    end = begin;
  }
  return undefined;
}

/** Rows that are in no segment, though their time is. */
async function addLate(
  tx: TransactionSql,
  query: SearchQuery,
  { found, indexedTo }: { found: Found; indexedTo: string },
): Promise<void> {
  const { from, before } = query.range;
  const end = before < idAfter(indexedTo) ? before : idAfter(indexedTo);
  // `offset 0` keeps the planner from reading the whole table in the order that is asked for.
  const source =
    "(select found.* from audit_late as l, lateral (select * from audit where id = l.id offset 0) as found offset 0) as late";
  await addScanned(tx, query, { found, source, begin: from, end });
}

interface Scan {
  readonly found: Found;
  readonly source: string;
  readonly begin: string;
  readonly end: string;
}

/** Looks at each row from `begin` (inclusive) to `end`. What SQL lets through may still not match: it goes on until there are enough. */
async function addScanned(tx: TransactionSql, query: SearchQuery, scan: Scan): Promise<void> {
  const { found, source, begin } = scan;
  const { limit } = found;
  const { condition, parameters, matches } = query;
  const next = parameters.length + 1;
  let end = scan.end;
  for (let kept = 0; kept < limit;) {
    const rows = await tx.unsafe<AuditRow[]>(
      `select ${auditColumns} from ${source}
       where id >= $${next} and id < $${next + 1} and ${condition} order by id desc limit $${next + 2}`,
      [...parameters, begin, end, limit],
    );
    const matching = rows.map(toRecord).filter(matches);
    found.add(matching);
    kept += matching.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    end = last.id;
  }
}

/** Reads the rows of the matches, part by part, until there are enough. */
async function addMatches(
  tx: TransactionSql,
  matches: readonly PartMatch[],
  query: SearchQuery,
  found: Found,
): Promise<void> {
  let references: RowReference[] = [];
  for (const [index, { rows }] of matches.entries()) {
    references.push(...rows);
    const next = matches[index + 1];
    if (next !== undefined && references.length < found.limit) continue;
    const records = await readReferences(tx, references);
    found.add(records.filter(query.matches));
    references = [];
    if (next !== undefined && found.isFull(next.maxId)) return;
  }
}

async function readReferences(tx: TransactionSql, references: readonly RowReference[]): Promise<AuditRecord[]> {
  if (references.length === 0) return [];
  const rows = await tx.unsafe<AuditRow[]>(
    `select ${auditColumns}
     from json_to_recordset($1::text::json) as reference (segment bigint, place integer)
       join audit_segments on number = segment,
       lateral (select * from audit where id = encode(substring(ids from 16 * place + 1 for 16), 'hex')::uuid offset 0) as found`,
    [JSON.stringify(references)],
  );
  return rows.map(toRecord);
}

interface Found {
  readonly limit: number;
  add(rows: readonly AuditRecord[]): void;
  /** Whether there are enough, so that nothing up to this id matters any more. */
  isFull(upTo: string): boolean;
  all(): AuditRecord[];
  /** Those from this id on. */
  from(id: string): AuditRecord[];
}

function createFound(limit: number): Found {
  let rows: AuditRecord[] = [];
  return {
    limit,
    add(more) {
      if (more.length > 0) rows = [...rows, ...more].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
    },
    isFull: (upTo) => rows.length === limit && (rows.at(-1)?.id ?? "") > upTo,
    all: () => rows,
    from: (id) => rows.filter((row) => row.id >= id),
  };
}

function idAfter(id: string): string {
  const next = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return `${next.slice(0, 8)}-${next.slice(8, 12)}-${next.slice(12, 16)}-${next.slice(16, 20)}-${next.slice(20)}`;
}
