import type { TransactionSql } from "postgres";
import { partRows } from "./row-set.ts";

/**
 * For each part the first place whose id is not less than `id`. A search by halves in the database, which reads a few of the
 * 8,000 ids: places without a row are zeros and come first.
 */
export async function findBounds(
  tx: TransactionSql,
  { segment, parts, id }: { segment: string; parts: readonly number[]; id: string },
): Promise<ReadonlyMap<number, number>> {
  if (parts.length === 0) return new Map();
  const rows = await tx.unsafe<{ part: number; place: number }[]>(
    `select part::integer as part, (
       with recursive half (low, high) as (
         select 0, ${partRows}
         union all
         select case when isless then middle + 1 else low end, case when isless then high else middle end
         from half, lateral (select (low + high) / 2 as middle) as m, lateral (
           select substring(ids from 16 * (${partRows} * part::integer + middle) + 1 for 16) < decode($3::text, 'hex') as isless
         ) as l
         where low < high
       )
       select low from half where low = high
     ) as place
     from audit_segments, json_array_elements_text($2::text::json) as part where number = $1`,
    [segment, JSON.stringify(parts), id.replaceAll("-", "")],
  );
  return new Map(rows.map(({ part, place }) => [part, place]));
}
