import type { TransactionSql } from "postgres";
import { pageCharsMax } from "./build-segment.ts";
import { partRows } from "./row-set.ts";

interface Segment {
  readonly number: string;
  readonly indexed_to: string;
  readonly min_id: string;
  readonly max_id: string;
}

/**
 * Makes one segment of the oldest ones that have one part, where there are as many as it is to have. Each entry is put together
 * from theirs, in the database: that is a sort, and rows are not read again. False when there are too few.
 */
export async function mergeSegments(tx: TransactionSql, parts: number): Promise<boolean> {
  const members = await tx.unsafe<Segment[]>(
    `select number, indexed_to, min_id, max_id from audit_segments
     where octet_length(ids) = ${partRows * 16} order by max_id, number limit $1`,
    [parts],
  );
  if (members.length < parts) return false;
  await tx.unsafe("set local work_mem = '64MB'; set local enable_sort = on");
  const numbers = JSON.stringify(members.map(({ number }, part) => ({ part, number })));
  const [merged] = await tx.unsafe<{ number: string }[]>(
    `insert into audit_segments (indexed_to, min_id, max_id, ids)
     select $2::uuid, $3::uuid, $4::uuid, string_agg(ids, ''::bytea order by part)
     from json_to_recordset($1::text::json) as member (part integer, number bigint) join audit_segments using (number)
     returning number`,
    [numbers, greatest(members, "indexed_to"), least(members, "min_id"), greatest(members, "max_id")],
  );
  await tx.unsafe(mergeWords, [numbers, merged?.number ?? ""]);
  const given = `(select number from json_to_recordset($1::text::json) as member (number bigint))`;
  await tx.unsafe(`delete from audit_words where segment in ${given}`, [numbers]);
  await tx.unsafe(`delete from audit_segments where number in ${given}`, [numbers]);
  return true;
}

/** Words have no spaces, and of segments with one part each line is the word, a space, `a`, and its rows. */
const mergeWords = `
  insert into audit_words (segment, first_word, entries)
  with entry as (
    select split_part(line, ' ', 1) collate "C" as word,
      string_agg(chr(97 + part) || substr(split_part(line, ' ', 2), 2), ' ' order by part) as rows
    from json_to_recordset($1::text::json) as member (part integer, number bigint)
      join audit_words on segment = number, string_to_table(entries, E'\\n') as line
    where line <> ''
    group by 1
  ), paged as (
    select word, E'\\n' || word || ' ' || rows as text,
      sum(length(word) + length(rows) + 2) over (order by word) / ${pageCharsMax} as page
    from entry
  )
  select $2::bigint, min(word), string_agg(text, '' order by word) from paged group by page`;

function greatest(members: readonly Segment[], column: "indexed_to" | "max_id"): string {
  return members.reduce((id, member) => (member[column] > id ? member[column] : id), "");
}

function least(members: readonly Segment[], column: "min_id"): string {
  return members.reduce((id, member) => (member[column] < id ? member[column] : id), "g");
}
