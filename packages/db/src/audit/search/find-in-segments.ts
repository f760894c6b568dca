import type { TransactionSql } from "postgres";
import { findBounds } from "./find-bounds.ts";
import { addEncoded, emptyRowSet, keepCommon, lastRows, partRows, type RowSet } from "./row-set.ts";
import { greatestId, type SearchRange, type SearchTerm } from "./search-query.ts";

/** A row of the index: its place in a segment. */
export interface RowReference {
  readonly segment: string;
  readonly place: number;
}

/** What one part of a segment has. */
export interface PartMatch {
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
  /** Those with the newest rows first. */
  readonly matches: readonly PartMatch[];
  /** The last segment of this batch, and the newest row of those behind it; undefined when there are none. */
  readonly next: { readonly after: SegmentCursor; readonly maxId: string } | undefined;
}

export interface BatchOptions {
  readonly terms: readonly SearchTerm[];
  readonly range: SearchRange;
  readonly after: SegmentCursor | undefined;
  readonly segments: number;
  readonly rowsMax: number;
}

const greatestNumber = "9223372036854775807";

interface FoundSegment {
  readonly number: string;
  readonly min_id: string;
  readonly max_id: string;
  /** `t0`, …: the rows of a term in each part, or the pages with words that begin like it; null when one of them has no rows. */
  readonly [term: `t${number}`]: string | null;
}

/** A set of rows for each part that has any. */
type PartSets = (RowSet | undefined)[];

/** The rows that match, in so many segments, those with the newest rows first. */
export async function findInSegments(tx: TransactionSql, options: BatchOptions): Promise<SegmentBatch> {
  const { terms, range, after, segments } = options;
  const rows = await tx.unsafe<FoundSegment[]>(batchStatement(terms), [
    range.from,
    range.before,
    after?.maxId ?? greatestId,
    after?.number ?? greatestNumber,
    segments,
    ...terms.flatMap(({ entries }) => entries),
  ]);
  const candidates = rows.map((segment) => ({ segment, sets: setsOf(terms, segment) }));
  const newest = await findNewest(tx, candidates);
  const matches: PartMatch[] = [];
  for (const { segment, sets } of candidates) {
    const newestOf = newest.get(segment.number);
    if (newestOf !== undefined) matches.push(...(await matchesIn(tx, { segment, sets, newestOf }, options)));
  }
  const last = rows.at(segments - 1);
  const behind = rows.at(segments);
  return {
    matches: matches.sort((a, b) => (a.maxId < b.maxId ? 1 : -1)),
    next:
      last === undefined || behind === undefined
        ? undefined
        : { after: { maxId: last.max_id, number: last.number }, maxId: behind.max_id },
  };
}

interface Candidate {
  readonly segment: FoundSegment;
  /** Empty where no row has all terms. */
  readonly sets: PartSets;
}

/** The newest id of each part of the segments that have rows. Read apart from them, because mostly few have. */
async function findNewest(
  tx: TransactionSql,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const numbers = candidates.filter(({ sets }) => sets.length > 0).map(({ segment }) => segment.number);
  if (numbers.length === 0) return new Map();
  const place = `16 * ${partRows} * part`;
  const rows = await tx.unsafe<{ number: string; newest: string }[]>(
    `select number, (
       select json_agg(encode(substring(ids from ${place} - 15 for 16), 'hex')::uuid order by part)
       from generate_series(1, octet_length(ids) / ${16 * partRows}) as part
     )::text as newest
     from audit_segments where number in (select text::bigint from json_array_elements_text($1::text::json) as text)`,
    [JSON.stringify(numbers)],
  );
  return new Map(rows.map(({ number, newest }) => [number, JSON.parse(newest) as string[]]));
}

async function matchesIn(
  tx: TransactionSql,
  { segment, sets, newestOf }: Candidate & { readonly newestOf: readonly string[] },
  { range, rowsMax }: BatchOptions,
): Promise<PartMatch[]> {
  const { number } = segment;
  const parts = [...sets.keys()].filter((part) => sets[part] !== undefined && (newestOf[part] ?? "") >= range.from);
  const late = parts.filter((part) => (newestOf[part] ?? "") >= range.before);
  const ends = await findBounds(tx, { segment: number, parts: late, id: range.before });
  const begins = await findBounds(tx, {
    segment: number,
    parts: segment.min_id < range.from ? parts : [],
    id: range.from,
  });
  return parts.map((part) => {
    const begin = begins.get(part) ?? 0;
    const places = lastRows(sets[part] ?? emptyRowSet(), ends.get(part) ?? partRows, rowsMax);
    const rows = places
      .filter((place) => place >= begin)
      .map((place) => ({ segment: number, place: part * partRows + place }));
    return { maxId: newestOf[part] ?? segment.max_id, rows };
  });
}

/** Parameters: 1–5 as above, then the terms' entries. One segment more than asked for, without looking into it. */
function batchStatement(terms: readonly SearchTerm[]): string {
  let parameter = 5;
  const parts = terms.map(({ entries, isPrefix }, index) => {
    const names = entries.map(() => `$${++parameter}::text`);
    return `(${isPrefix ? prefixPart(names[0] ?? "") : exactPart(names)}) as t${index}`;
  });
  return `with s as materialized (
      select number, min_id, max_id, row_number() over (order by max_id desc, number desc) as place from audit_segments
      where (max_id, number) < ($3::uuid, $4::bigint) and max_id >= $1::uuid and min_id < $2::uuid
      order by max_id desc, number desc limit $5::bigint + 1
    )
    select number, min_id, max_id, f.* from s left join lateral (
      select ${terms.map((_, index) => `t${index}.rows as t${index}`).join(", ")}
      from ${parts.join(", ")}
    ) as f on place <= $5
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

/** The rows that match all terms. What is said shortest is read first: mostly what few rows have, and with it go the parts without. */
function setsOf(terms: readonly SearchTerm[], found: FoundSegment): PartSets {
  // All have rows, or none is told.
  if (found["t0"] === null) return [];
  const texts = terms.map((term, index) => ({ ...term, text: found[`t${index}`] ?? "" }));
  let common: PartSets | undefined;
  for (const { entries, isPrefix, text } of texts.sort((a, b) => a.text.length - b.text.length)) {
    const sets: PartSets = [];
    if (isPrefix) addBeginningWith(sets, text, { beginning: entries[0] ?? "", within: common });
    else addPieces(sets, text, common);
    common = common === undefined ? sets : common.map((set, part) => inBoth(set, sets[part]));
    if (common.every((set) => set === undefined)) return [];
  }
  return common ?? [];
}

function inBoth(set: RowSet | undefined, other: RowSet | undefined): RowSet | undefined {
  return set !== undefined && other !== undefined && keepCommon(set, other) ? set : undefined;
}

/** `a` and rows, `c` and rows, … Only parts that are in `within`, where there is one. */
function addPieces(sets: PartSets, text: string, within: PartSets | undefined): void {
  for (const piece of text.split(" ")) {
    const part = piece.charCodeAt(0) - 97;
    if (within === undefined || within[part] !== undefined) addEncoded((sets[part] ??= emptyRowSet()), piece.slice(1));
  }
}

function addBeginningWith(
  sets: PartSets,
  entries: string,
  { beginning, within }: { beginning: string; within: PartSets | undefined },
): void {
  const needle = `\n${beginning}`;
  for (let at = entries.indexOf(needle); at !== -1; at = entries.indexOf(needle, at + 1)) {
    const end = entries.indexOf("\n", at + 1);
    addPieces(sets, entries.slice(entries.indexOf(" ", at) + 1, end === -1 ? undefined : end), within);
  }
}
