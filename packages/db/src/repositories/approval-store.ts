import { AppError, type Approval, type ApprovalQuery, type ApprovalStore } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import {
  approvalColumns,
  grantColumns,
  toApproval,
  toGrant,
  type ApprovalRow,
  type GrantRow,
} from "./approval-rows.ts";
import { announceAll, announcing } from "./change-feed.ts";
import { decideApproval } from "./decide-approval.ts";
import { findApproval } from "./find-approval.ts";
import { openApproval } from "./open-approval.ts";
import { isUuid, uuidRange } from "./uuid-range.ts";

const listMax = 500;
const grantsMax = 1000;
/** One sweep changes at most so many; the next comes in a few seconds. */
const sweepMax = 500;

/**
 * Approvals and standing grants. Every change of state is one guarded statement, or a short transaction around one, and
 * is announced with its commit.
 */
export function createApprovalStore({ database }: { database: LazyDatabase }): ApprovalStore {
  const ask = <T>(work: (sql: Sql) => PromiseLike<T>) => database.use(({ sql }) => work(sql), { idempotent: true });
  const change = <T>(work: (sql: TransactionSql) => Promise<T>, idempotent: boolean) =>
    database.use(async ({ sql }) => (await sql.begin(work)) as T, { idempotent });

  return {
    open: (question) => ask((sql) => openApproval(sql, question)),
    get: (id) => ask((sql) => findApproval(sql, id)),
    findByPrefix: (prefix) => ask((sql) => findByPrefix(sql, prefix)),
    stillWaiting: (ids) =>
      ask(async (sql) => {
        const rows = await sql<{ id: string }[]>`
          select id from approvals where state = 'waiting' and expires_at > now()
            and id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`;
        return rows.map(({ id }) => id);
      }),
    list: (query) => ask((sql) => list(sql, query)),
    countWaiting: () =>
      ask(async (sql) => {
        const rows = await sql<{ tool: string; count: number; oldest: number; newest: string }[]>`
          select tool, count(*)::int, (extract(epoch from min(created_at)) * 1000)::float8 as oldest, max(id::text) as newest
          from approvals where state = 'waiting' and expires_at > now() group by tool`;
        return rows.map(({ tool, count, oldest: oldestAt, newest: newestId }) => ({ tool, count, oldestAt, newestId }));
      }),
    decide: (decision) => change((sql) => decideApproval(sql, decision), false),
    use: ({ id, callId, processId, policyVersion }) =>
      ask(async (sql) => {
        const [row] = await sql<ApprovalRow[]>`
          with changed as (
            update approvals set state = 'used', used_at = now(), call_id = ${callId}, process_id = ${processId}, settled_at = null
            where id = ${id} and (
              (state = 'approved' and expires_at > now() and policy_version = ${policyVersion}
                and not exists (select 1 from policies where version > ${policyVersion}))
              or (state = 'used' and call_id = ${callId} and settled_at is null))
            returning *
          )
          select ${approvalColumns(sql)}, ${announcing(sql, "approval")} from changed`;
        return row === undefined ? undefined : toApproval(row);
      }),
    async settle(id, callId) {
      await ask(
        (sql) => sql`update approvals set state = 'used', settled_at = now()
          where id = ${id} and call_id = ${callId} and state in ('used', 'unknown') and settled_at is null`,
      );
    },
    async giveBack(id, callId) {
      await ask(
        (sql) => sql`
          with changed as (
            update approvals set state = 'approved', used_at = null, call_id = null, process_id = null
            where id = ${id} and call_id = ${callId} and state = 'used' and settled_at is null returning id
          )
          select ${announcing(sql, "approval")} from changed`,
      );
    },
    findGrant: ({ principalId, tool, toolDigest, argumentsDigest }, personId) =>
      ask(async (sql) => {
        const [row] = await sql<GrantRow[]>`
          select ${grantColumns(sql)} from approval_grants
          where principal_id = ${principalId} and tool = ${tool} and tool_digest = ${toolDigest}
            and (arguments_digest is null or arguments_digest = ${argumentsDigest})
            and revoked_at is null and (expires_at is null or expires_at > now())
            and ${personId === undefined ? sql`true` : sql`${personId} not in (created_by, ${makerOfToken(sql)})`}
          order by id limit 1`;
        return row === undefined ? undefined : toGrant(row);
      }),
    listGrants: () =>
      ask(async (sql) => {
        const rows = await sql<GrantRow[]>`
          select ${grantColumns(sql)} from approval_grants
          where revoked_at is null and (expires_at is null or expires_at > now())
          order by id desc limit ${grantsMax}`;
        return rows.map(toGrant);
      }),
    revokeGrant: (id) => change((sql) => revokeGrant(sql, id), true),
    sweep: (processDeadMs) => change((sql) => sweep(sql, processDeadMs), true),
  };
}

/** Whoever made the token that gave the grant; the empty string where none did. */
function makerOfToken(sql: Sql) {
  return sql`coalesce(
    (select made.created_by from api_tokens as made where 'token:' || made.id::text = approval_grants.created_by), '')`;
}

async function findByPrefix(sql: Sql, prefix: string): Promise<Approval[]> {
  const range = uuidRange(prefix);
  if (range === undefined) return [];
  const rows = await sql<ApprovalRow[]>`
    select ${approvalColumns(sql)} from approvals where id between ${range.first} and ${range.last} order by id limit 2`;
  return rows.map(toApproval);
}

async function list(sql: Sql, { state, principalId, tool, tools, before, limit }: ApprovalQuery): Promise<Approval[]> {
  if (before !== undefined && !isUuid(before))
    throw new AppError("invalid_input", "`before` is the id of an approval.");
  const isDue = sql`(state in ('waiting', 'approved') and expires_at <= now())`;
  const ofState =
    state === undefined
      ? sql`true`
      : state === "expired"
        ? sql`(state = 'expired' or ${isDue})`
        : sql`(state = ${state} and not ${isDue})`;
  const oldestFirst = state === "waiting";
  const rows = await sql<ApprovalRow[]>`
    select ${approvalColumns(sql)} from approvals
    where ${ofState}
      and ${principalId === undefined ? sql`true` : sql`principal_id = ${principalId}`}
      and ${tool === undefined ? sql`true` : sql`tool = ${tool}`}
      and ${tools === undefined ? sql`true` : sql`tool in (select json_array_elements_text(${JSON.stringify(tools)}::text::json))`}
      and ${before === undefined ? sql`true` : oldestFirst ? sql`id > ${before}` : sql`id < ${before}`}
    order by ${oldestFirst ? sql`id` : sql`id desc`} limit ${Math.min(Math.max(1, limit), listMax)}`;
  return rows.map(toApproval);
}

async function revokeGrant(sql: TransactionSql, id: string) {
  const [row] = isUuid(id)
    ? await sql<GrantRow[]>`
        update approval_grants set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning ${grantColumns(sql)}`
    : [];
  if (row === undefined) throw new AppError("not_found", `There is no grant ${id}.`);
  // Made by one decision, they have its moment in common. One in use may be given back: then its time is over.
  const ended = await sql<{ id: string }[]>`
    update approvals as one set state = case one.state when 'approved' then 'expired' else one.state end,
      expires_at = case one.state when 'approved' then one.expires_at else least(one.expires_at, now()) end
    from approval_grants as made
    where made.id = ${id} and (one.state = 'approved' or (one.state = 'used' and one.settled_at is null))
      and (one.principal_id, one.tool, one.tool_digest) = (made.principal_id, made.tool, made.tool_digest)
      and (one.decided_at, one.decided_by) = (made.created_at, made.created_by) and one.scope ->> 'kind' <> 'once'
    returning one.id`;
  await announceAll(
    sql,
    "approval",
    ended.map((approval) => approval.id),
  );
  return toGrant(row);
}

/** `skip locked`: several processes sweep at the same time, and somebody may be deciding about one of them. */
async function sweep(sql: TransactionSql, processDeadMs: number): Promise<Approval[]> {
  const since = sql`now() - ${processDeadMs}::float8 * interval '1 millisecond'`;
  const rows = await sql<ApprovalRow[]>`
    with due as (
      select id, 'expired' as becomes from approvals where state in ('waiting', 'approved') and expires_at <= now()
      limit ${sweepMax} for update skip locked
    ), lost as (
      select id, 'unknown' as becomes from approvals where state = 'used' and settled_at is null and used_at < ${since}
        and not exists (select 1 from processes where processes.id = approvals.process_id and last_seen_at > ${since})
      limit ${sweepMax} for update skip locked
    ), swept as (
      update approvals set state = becomes from (select * from due union all select * from lost) as found
      where approvals.id = found.id returning approvals.*
    )
    select ${approvalColumns(sql)} from swept`;
  await announceAll(
    sql,
    "approval",
    rows.map(({ id }) => id),
  );
  return rows.map(toApproval);
}
