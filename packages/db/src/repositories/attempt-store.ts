import { createId, type AttemptRule, type AttemptStore } from "@mcp-tools/core";
import type { Sql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";

/** What nobody has tried for this long is forgotten. */
const keptMs = 86_400_000;
const cleanEvery = 200;

/**
 * Attempts counted in one statement each: of a thousand at once, as many pass as the rule says and no more. Columns are the
 * sign-in library's: `last_request` is the start of the window, or of the last attempt for a backoff.
 */
export function createAttemptStore({ database }: { database: LazyDatabase }): AttemptStore {
  let claims = 0;
  return {
    claim: (rule) =>
      database.use(async ({ sql }) => {
        if (claims++ % cleanEvery === 0)
          await sql`delete from people_rate_limits where last_request < ${nowMs(sql)} - ${keptMs}::bigint`;
        const passed = rule.kind === "window" ? await claimWindow(sql, rule) : await claimBackoff(sql, rule);
        return passed ? { ok: true } : { ok: false, retryAfterMs: await waitOf(sql, rule) };
      }),
    forget: async (key) => {
      await database.use(({ sql }) => sql`delete from people_rate_limits where key = ${key}`, { idempotent: true });
    },
  };
}

function nowMs(sql: Sql) {
  return sql`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`;
}

async function claimWindow(
  sql: Sql,
  { key, max, windowMs }: Extract<AttemptRule, { kind: "window" }>,
): Promise<boolean> {
  const rows = await sql`
    insert into people_rate_limits as a (id, key, count, last_request) values (${createId()}, ${key}, 1, ${nowMs(sql)})
    on conflict (key) do update set
      count = case when a.last_request <= ${nowMs(sql)} - ${windowMs}::bigint then 1 else a.count + 1 end,
      last_request = case when a.last_request <= ${nowMs(sql)} - ${windowMs}::bigint then ${nowMs(sql)} else a.last_request end
    where a.count < ${max}::int or a.last_request <= ${nowMs(sql)} - ${windowMs}::bigint
    returning 1`;
  return rows.length > 0;
}

async function claimBackoff(sql: Sql, rule: Extract<AttemptRule, { kind: "backoff" }>): Promise<boolean> {
  const { key, free, quietMs } = rule;
  const rows = await sql`
    insert into people_rate_limits as a (id, key, count, last_request) values (${createId()}, ${key}, 1, ${nowMs(sql)})
    on conflict (key) do update set
      count = case when a.last_request <= ${nowMs(sql)} - ${quietMs}::bigint then 1 else least(a.count + 1, 1000) end,
      last_request = ${nowMs(sql)}
    where a.count < ${free}::int or a.last_request + ${delayMs(sql, rule)} <= ${nowMs(sql)}
    returning 1`;
  return rows.length > 0;
}

/** The wait after the last of `a.count` attempts. */
function delayMs(sql: Sql, { free, firstMs, lastMs }: Extract<AttemptRule, { kind: "backoff" }>) {
  return sql`least(${lastMs}::float8, ${firstMs}::float8 * power(2, least(a.count - ${free}::int, 30)))::bigint`;
}

async function waitOf(sql: Sql, rule: AttemptRule): Promise<number> {
  const until =
    rule.kind === "window"
      ? sql`a.last_request + ${rule.windowMs}::bigint`
      : sql`a.last_request + ${delayMs(sql, rule)}`;
  const [row] = await sql<{ wait: number }[]>`
    select (${until} - ${nowMs(sql)})::float8 as wait from people_rate_limits a where key = ${rule.key}`;
  return Math.max(1, row?.wait ?? 1);
}
