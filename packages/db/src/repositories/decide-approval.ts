import { AppError, createId, type Approval, type ApprovalStore, type DecidedApproval } from "@mcp-tools/core";
import type { PendingQuery, Row, TransactionSql } from "postgres";
import { approvalColumns, toApproval, type ApprovalRow } from "./approval-rows.ts";
import { announceAll } from "./change-feed.ts";
import { findApproval } from "./find-approval.ts";
import { storableText } from "./storable-text.ts";
import { isUuid } from "./uuid-range.ts";

type Decision = Parameters<ApprovalStore["decide"]>[0];

/** See `ApprovalStore.decide`. Of several who decide at once the first takes the row; the others find it decided. */
export async function decideApproval(sql: TransactionSql, decision: Decision): Promise<DecidedApproval> {
  const { id, state, scope } = decision;
  const isForMinutes = state === "approved" && scope?.kind === "minutes";
  if (isForMinutes && isUuid(id)) await lockCovered(sql, id);
  const [row] = isUuid(id) ? await decideWhere(sql, decision, sql`id = ${id}`) : [];
  if (row === undefined) throw await cannotDecide(sql, id);
  const approval = toApproval(row);
  const covered: Approval[] = [];
  if (state === "approved" && scope !== undefined && scope.kind !== "once") {
    await insertGrant(sql, approval, decision);
    if (isForMinutes) covered.push(...(await approveCovered(sql, approval, decision)));
  }
  await announceAll(
    sql,
    "approval",
    [approval, ...covered].map((changed) => changed.id),
  );
  return { approval, covered };
}

function decideWhere(
  sql: TransactionSql,
  { state, decidedBy, reason, scope }: Decision,
  isMeant: PendingQuery<Row[]>,
): PromiseLike<ApprovalRow[]> {
  return sql<ApprovalRow[]>`
    update approvals set state = ${state}, decided_at = now(), decided_by = ${decidedBy},
      decision_reason = ${reason === undefined ? null : storableText(reason)},
      scope = ${scope === undefined ? null : JSON.stringify(scope)}::text::jsonb,
      expires_at = case when ${state} = 'approved'
        then now() + least(expires_at - created_at, ${minutesOf(scope)}::float8 * interval '1 minute') else expires_at end
    where ${isMeant} and state = 'waiting' and expires_at > now()
    returning ${approvalColumns(sql)}`;
}

async function insertGrant(sql: TransactionSql, approval: Approval, { decidedBy, scope }: Decision): Promise<void> {
  const argumentsDigest = scope?.kind === "always" ? approval.argumentsDigest : null;
  await sql`
    insert into approval_grants (id, approval_id, principal_id, tool, tool_digest, arguments_digest, created_by, expires_at)
    values (${createId()}, ${approval.id}, ${approval.principalId}, ${approval.tool}, ${approval.toolDigest},
      ${argumentsDigest}, ${decidedBy}, now() + ${minutesOf(scope)}::float8 * interval '1 minute')`;
}

/** In the order of their ids, before any is changed: two who do this at once must not wait for each other. */
async function lockCovered(sql: TransactionSql, id: string): Promise<void> {
  await sql`
    select id from approvals
    where (principal_id, tool, tool_digest) = (select principal_id, tool, tool_digest from approvals where id = ${id})
      and state = 'waiting' order by id for update`;
}

async function approveCovered(sql: TransactionSql, approval: Approval, decision: Decision): Promise<Approval[]> {
  const { principalId, tool, toolDigest } = approval;
  const { decidedBy, personId = decidedBy } = decision;
  const isCovered = sql`principal_id = ${principalId} and tool = ${tool} and tool_digest = ${toolDigest}
    and (person_id is null or person_id not in (${decidedBy}, ${personId}))`;
  return (await decideWhere(sql, decision, isCovered)).map(toApproval);
}

function minutesOf(scope: Decision["scope"]): number | null {
  return scope?.kind === "minutes" ? scope.minutes : null;
}

async function cannotDecide(sql: TransactionSql, id: string): Promise<AppError> {
  const approval = await findApproval(sql, id);
  if (approval === undefined) return new AppError("not_found", `There is no approval ${id}.`);
  const { state, decidedBy } = approval;
  const by = decidedBy === undefined ? "" : `, decided by ${decidedBy}`;
  return new AppError("conflict", `This approval is not waiting any more: it is ${state}${by}.`, { detail: approval });
}
