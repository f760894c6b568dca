import { AppError, type ApprovalStore, type ApprovalSubject, type OpenedApproval } from "@mcp-tools/core";
import type { TransactionSql } from "postgres";
import { announceAll } from "./change-feed.ts";
import { approvalColumns, toApproval, type ApprovalRow } from "./approval-rows.ts";
import { storableText } from "./storable-text.ts";

/** Calls of one principal that may wait at the same time, held or not. */
const waitingMax = 2000;

/** Each is one more somebody who asked the same in the same moment, under another policy or schema. */
const triesMax = 5;

/** See `ApprovalStore.open`. What makes two callers get one row is the unique index over open approvals of a subject. */
export async function openApproval(
  sql: TransactionSql,
  ask: Parameters<ApprovalStore["open"]>[0],
): Promise<OpenedApproval> {
  const expired: ApprovalRow[] = [];
  for (let tries = 1; ; tries++) {
    expired.push(...(await expireOthers(sql, ask)));
    const open = await findOpen(sql, ask);
    const row = open ?? (await insert(sql, ask));
    const fits = row.tool_digest === ask.toolDigest && row.policy_version >= ask.policyVersion;
    if (!fits && tries < triesMax) continue;
    if (!fits) throw new AppError("conflict", "The tool or the policy is changing right now. Call again in a moment.");
    // Whoever lists what waits is told of a new one, too.
    const changed = open === undefined ? [...expired, row] : expired;
    await announceAll(
      sql,
      "approval",
      changed.map(({ id }) => id),
    );
    return { approval: toApproval(row), expired: expired.map(toApproval) };
  }
}

const isOfSubject = (sql: TransactionSql, { principalId, tool, argumentsDigest }: ApprovalSubject) => sql`
  principal_id = ${principalId} and tool = ${tool} and arguments_digest = ${argumentsDigest}
  and state in ('waiting', 'approved')`;

function expireOthers(
  sql: TransactionSql,
  ask: ApprovalSubject & { policyVersion: number },
): PromiseLike<ApprovalRow[]> {
  return sql<ApprovalRow[]>`
    update approvals set state = 'expired'
    where ${isOfSubject(sql, ask)}
      and (tool_digest <> ${ask.toolDigest} or policy_version < ${ask.policyVersion} or expires_at <= now())
    returning ${approvalColumns(sql)}`;
}

async function findOpen(sql: TransactionSql, ask: ApprovalSubject): Promise<ApprovalRow | undefined> {
  const [row] = await sql<ApprovalRow[]>`select ${approvalColumns(sql)} from approvals where ${isOfSubject(sql, ask)}`;
  return row;
}

/** Somebody may have asked the same in this moment: then the index makes this wait for them, and theirs is returned. */
async function insert(sql: TransactionSql, ask: Parameters<ApprovalStore["open"]>[0]): Promise<ApprovalRow> {
  const [counted] = await sql<{ count: number }[]>`
    select count(*)::int from approvals
    where principal_id = ${ask.principalId} and state = 'waiting' and expires_at > now()`;
  if ((counted?.count ?? 0) >= waitingMax)
    throw new AppError(
      "rate_limited",
      `${waitingMax} calls of this caller wait for approval already. Wait until some of them are decided.`,
    );
  const optional = (text: string | undefined) => (text === undefined ? null : storableText(text));
  const [row] = await sql<ApprovalRow[]>`
    insert into approvals (id, state, principal_id, principal_name, person_id, tool, tool_digest, toolset, arguments,
      arguments_digest, policy_version, rule_id, reason, transport, client, session_id, expires_at)
    values (${ask.id}, 'waiting', ${ask.principalId}, ${storableText(ask.principalName)}, ${ask.personId ?? null},
      ${ask.tool}, ${ask.toolDigest}, ${ask.toolset ?? null}, ${storableText(ask.arguments)}, ${ask.argumentsDigest},
      ${ask.policyVersion}, ${ask.ruleId ?? null}, ${storableText(ask.reason)}, ${ask.transport},
      ${optional(ask.client)}, ${optional(ask.sessionId)}, now() + ${ask.expireMs}::float8 * interval '1 millisecond')
    on conflict (principal_id, tool, arguments_digest) where state in ('waiting', 'approved')
      do update set id = approvals.id
    returning ${approvalColumns(sql)}`;
  if (row === undefined) throw new AppError("internal", "An approval was neither made nor found.");
  return row;
}
