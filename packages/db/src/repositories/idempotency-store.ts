import {
  AppError,
  type IdempotencyClaim,
  type IdempotencyRecord,
  type IdempotencyStore,
  type LostCall,
} from "@mcp-tools/core";
import type { PendingQuery, Row, Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { announceAll, announcing } from "./change-feed.ts";
import { storableText } from "./storable-text.ts";
import { isUuid } from "./uuid-range.ts";

interface KeyRow {
  readonly id: string;
  readonly state: string;
  readonly arguments_digest: string;
  readonly call_id: string;
  readonly result: string | null;
}

/** Each is one more call that had the key for a moment and gave it back. */
const triesMax = 5;
const sweepMax = 500;
const forgetMax = 5000;

/** Calls by their idempotency key. The row's id is that of the call that claimed it. */
export function createIdempotencyStore({ database }: { database: LazyDatabase }): IdempotencyStore {
  const ask = <T>(work: (sql: Sql) => PromiseLike<T>) => database.use(({ sql }) => work(sql), { idempotent: true });
  const change = <T>(work: (sql: TransactionSql) => Promise<T>) =>
    database.use(async ({ sql }) => (await sql.begin(work)) as T, { idempotent: true });

  /** Changes a row, `returning id`, and tells those who wait for it. */
  const set = async (changed: (sql: Sql) => PendingQuery<Row[]>) =>
    void (await ask(
      (sql) => sql`with changed as (${changed(sql)}) select ${announcing(sql, "idempotency")} from changed`,
    ));

  return {
    claim: (claim) => ask((sql) => claimKey(sql, claim)),
    get: (id) =>
      ask(async (sql) => {
        if (!isUuid(id)) return undefined;
        const [row] = await sql<KeyRow[]>`
          select id, state, arguments_digest, call_id, result from idempotency_keys
          where id = ${id} and (state = 'running' or expires_at > now())`;
        return row === undefined ? undefined : toRecord(row);
      }),
    stillRunning: (ids) =>
      ask(async (sql) => {
        const rows = await sql<{ id: string }[]>`
          select id from idempotency_keys where state = 'running'
            and id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`;
        return rows.map(({ id }) => id);
      }),
    finish: (id, result) =>
      set(
        (sql) => sql`
          update idempotency_keys
          set state = 'done', result = ${storableText(result)}, expires_at = now() + (expires_at - created_at)
          where id = ${id} and state <> 'done' returning id`,
      ),
    release: (id) =>
      set((sql) => sql`delete from idempotency_keys where id = ${id} and state = 'running' returning id`),
    lose: (id) =>
      set(
        (sql) => sql`update idempotency_keys set state = 'unknown' where id = ${id} and state = 'running' returning id`,
      ),
    sweep: (processDeadMs) => change((sql) => sweep(sql, processDeadMs)),
  };
}

/** Each statement is whole in itself; what lets one of several have the key is the unique index. The first takes one. */
async function claimKey(
  sql: Sql,
  { principalId, tool, key, argumentsDigest, callId, processId, keepMs }: IdempotencyClaim,
): Promise<IdempotencyRecord> {
  for (let tries = 1; tries <= triesMax; tries++) {
    // Somebody may be claiming it in this moment: then the index makes this wait for them.
    const [claimed] = await sql`
      insert into idempotency_keys (id, principal_id, tool, key, arguments_digest, call_id, process_id, state, expires_at)
      values (${callId}, ${principalId}, ${tool}, ${key}, ${argumentsDigest}, ${callId}, ${processId}, 'running',
        now() + ${keepMs}::float8 * interval '1 millisecond')
      on conflict do nothing returning id`;
    if (claimed !== undefined) return { state: "claimed", id: callId };
    const isDue = sql`(state <> 'running' and expires_at <= now())`;
    const [row] = await sql<(KeyRow & { due: boolean })[]>`
      select id, state, arguments_digest, call_id, result, ${isDue} as due from idempotency_keys
      where principal_id = ${principalId} and tool = ${tool} and key = ${key}`;
    if (row?.id === callId) return { state: "claimed", id: callId };
    if (row?.due === false) return toRecord(row);
    if (row !== undefined) await sql`delete from idempotency_keys where id = ${row.id} and ${isDue}`;
  }
  throw new AppError("conflict", "Calls with this idempotency key come and go. Call again in a moment.");
}

function toRecord({
  id,
  state,
  arguments_digest: argumentsDigest,
  call_id: callId,
  result,
}: KeyRow): IdempotencyRecord {
  if (state === "running") return { state, id, argumentsDigest };
  if (state === "done" && result !== null) return { state, id, argumentsDigest, callId, result };
  return { state: "unknown", id, argumentsDigest, callId };
}

/** `skip locked`: several processes sweep at the same time. */
async function sweep(sql: TransactionSql, processDeadMs: number): Promise<LostCall[]> {
  await sql`
    delete from idempotency_keys where id in (
      select id from idempotency_keys where expires_at <= now() and state <> 'running'
      limit ${forgetMax} for update skip locked)`;
  const since = sql`now() - ${processDeadMs}::float8 * interval '1 millisecond'`;
  const lost = await sql<LostCall[]>`
    update idempotency_keys set state = 'unknown' where id in (
      select id from idempotency_keys where state = 'running' and created_at < ${since}
        and not exists (select 1 from processes where processes.id = process_id and last_seen_at > ${since})
      limit ${sweepMax} for update skip locked)
    returning id, call_id as "callId", principal_id as "principalId", tool`;
  await announceAll(
    sql,
    "idempotency",
    lost.map(({ id }) => id),
  );
  return [...lost];
}
