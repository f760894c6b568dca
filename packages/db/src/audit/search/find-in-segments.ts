import type { TransactionSql } from "postgres";
import { addEncoded, emptyRowSet, keepCommon, lastRows, segmentRowsMax, type RowSet } from "./row-set.ts";
import { greatestId, type SearchRange, type SearchTerm } from "./search-query.ts";

/** A row of the index: the n-th of a segment. */
export interface RowReference {
  readonly segment: string;
  readonly row: number;
}

export interface SegmentMatch {
  /** No row in it is newer. */
  readonly maxId: string;
  /** The newest first, at most as many as asked for. */
  readonly rows: readonly RowReference[];
}

export interface SegmentCursor {
  readonly maxId: string;
  readonly number: string;
}

export interface SegmentBatch {
  readonly matches: readonly SegmentMatch[];
  /** Where the next batch begins; undefined after the last. */
  readonly next: SegmentCursor | undefined;
}

export interface BatchOptions {
  readonly terms: readonly SearchTerm[];
  readonly range: SearchRange;
  readonly after: SegmentCursor | undefined;
  readonly segments: number;
  readonly rowsMax: number;
}

const greatestNumber = "9223372036854775807";

/** What one segment has: null, or for each term in JSON the encoded rows, or the pages with words that begin like it. */
interface Found {
  readonly number: string;
  readonly min_id: string;
  readonly max_id: string;
  readonly found: string | null;
}

/** The rows that match, in so many segments, those with the newest rows first. */
export async function findInSegments(tx: TransactionSql, options: BatchOptions): Promise<SegmentBatch> {
  const { terms, range, after, segments, rowsMax } = options;
  const rows = await tx.unsafe<Found[]>(batchStatement(terms), [
    range.from,
    range.before,
    after?.maxId ?? greatestId,
    after?.number ?? greatestNumber,
    segments,
    ...terms.flatMap(({ entries }) => entries),
  ]);
  const matches: SegmentMatch[] = [];
  for (const row of rows) {
    if (row.found === null) continue;
    const set = rowsOf(terms, JSON.parse(row.found) as string[]);
    const [begin, end] = await boundsOf(tx, row, range);
    const found = lastRows(set, end, rowsMax).filter((index) => index >= begin);
    matches.push({ maxId: row.max_id, rows: found.map((index) => ({ segment: row.number, row: index })) });
  }
  const last = rows.at(-1);
  const hasMore = rows.length === segments && last !== undefined;
  return { matches, next: hasMore ? { maxId: last.max_id, number: last.number } : undefined };
}

/** Parameters: 1–5 as above, then the terms' entries. */
function batchStatement(terms: readonly SearchTerm[]): string {
  let parameter = 5;
  const parts = terms.map(({ entries, isPrefix }, index) => {
    const names = entries.map(() => `$${++parameter}::text`);
    return `(${isPrefix ? prefixPart(names[0] ?? "") : exactPart(names)}) as t${index}`;
  });
  return `with s as materialized (
      select number, min_id, max_id from audit_segments
      where (max_id, number) < ($3::uuid, $4::bigint) and max_id >= $1::uuid and min_id < $2::uuid
      order by max_id desc, number desc limit $5
    )
    select number, min_id, max_id, found from s left join lateral (
      select json_build_array(${terms.map((_, index) => `t${index}.rows`).join(", ")})::text as found
      from ${parts.join(", ")}
    ) as f on true
    order by max_id desc, number desc`;
}

/** The page that has the word if any has. */
function pageOf(name: string): string {
  return `select entries from audit_words where segment = s.number and first_word <= ${name} order by first_word desc limit 1`;
}

function exactPart(names: readonly string[]): string {
  if (names.length === 0) return "select '' as rows where false";
  const each = names.map(
    (name) => `select rows from (
      select split_part(split_part(entries, E'\\n' || ${name} || ' ', 2), E'\\n', 1) as rows from (${pageOf(name)}) as page
    ) as entry where rows <> ''`,
  );
  if (each.length === 1) return each.join();
  return `select string_agg(rows, ' ') as rows from (${each.join(" union all ")}) as entry having count(*) > 0`;
}

function prefixPart(name: string): string {
  const first = `select entries from (${pageOf(name)}) as page where strpos(entries, E'\\n' || ${name}) > 0`;
  // The greatest character there is: all that begin like it come before.
  const further = `select entries from audit_words where segment = s.number and first_word > ${name} and first_word < ${name} || chr(1114111)`;
  return `select string_agg(entries, '') as rows from (${first} union all ${further}) as page having count(*) > 0`;
}

function rowsOf(terms: readonly SearchTerm[], found: readonly string[]): RowSet {
  let common: RowSet | undefined;
  for (const [index, { entries, isPrefix }] of terms.entries()) {
    const set = emptyRowSet();
    const text = found[index] ?? "";
    if (isPrefix) addBeginningWith(set, text, entries[0] ?? "");
    else for (const part of text.split(" ")) addEncoded(set, part);
    if (common === undefined) common = set;
    else keepCommon(common, set);
  }
  return common ?? emptyRowSet();
}

function addBeginningWith(set: RowSet, entries: string, beginning: string): void {
  const needle = `\n${beginning}`;
  for (let at = entries.indexOf(needle); at !== -1; at = entries.indexOf(needle, at + 1)) {
    const end = entries.indexOf("\n", at + 1);
    addEncoded(set, entries.slice(entries.indexOf(" ", at) + 1, end === -1 ? undefined : end));
  }
}

/** The first row in the range, and the first behind it. Ids are asked for only where the range ends within the segment. */
async function boundsOf(tx: TransactionSql, segment: Found, { from, before }: SearchRange): Promise<[number, number]> {
  if (segment.min_id >= from && segment.max_id < before) return [0, segmentRowsMax];
  const [row] = await tx<{ ids: string }[]>`
    select encode(ids, 'hex') as ids from audit_segments where number = ${segment.number}`;
  const ids = row?.ids ?? "";
  return [firstFrom(ids, from), firstFrom(ids, before)];
}

/** Index of the first id that is not less; `ids` are 32 hexadecimal digits each, ascending. */
function firstFrom(ids: string, id: string): number {
  const wanted = id.replaceAll("-", "");
  let low = 0;
  let high = ids.length / 32;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids.slice(middle * 32, middle * 32 + 32) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
