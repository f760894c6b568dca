import { AppError, type CallBucket } from "@mcp-tools/core";
import type { Sql } from "postgres";
import { idAt } from "./search/search-query.ts";

const bucketsMax = 2000;

/** @throws AppError `invalid_input` when there would be too many buckets */
export async function countCalls(
  sql: Sql,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Promise<CallBucket[]> {
  const buckets = Math.ceil((to - from) / stepMs);
  if (!(stepMs > 0 && buckets >= 0 && buckets <= bucketsMax))
    throw new AppError("invalid_input", `A histogram has at most ${bucketsMax} buckets; use longer ones.`);
  const counted = await sql<({ bucket: number } & Omit<CallBucket, "startedAt">)[]>`
    select floor((extract(epoch from started_at)::float8 * 1000 - ${from}::float8) / ${stepMs}::float8)::int as bucket,
      count(*)::int as calls,
      (count(*) filter (where outcome in ('error', 'timeout', 'unknown')))::int as failed,
      (count(*) filter (where outcome = 'refused'))::int as refused,
      percentile_cont(0.5) within group (order by duration_ms) as "p50Ms",
      percentile_cont(0.95) within group (order by duration_ms) as "p95Ms"
    from audit
    where id >= ${idAt(from)} and id < ${idAt(to)} and kind = 'call'
    group by 1`;
  const byBucket = new Map(counted.map((row) => [row.bucket, row]));
  return Array.from({ length: buckets }, (_, index) => {
    const { calls = 0, failed = 0, refused = 0, p50Ms = 0, p95Ms = 0 } = byBucket.get(index) ?? {};
    return { startedAt: from + index * stepMs, calls, failed, refused, p50Ms, p95Ms };
  });
}
