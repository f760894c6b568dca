import { AppError, type ApprovalStore, type OpenedApproval } from "@mcp-tools/core";
import type { Sql } from "postgres";
import { announcing } from "./change-feed.ts";
import { approvalColumns, toApproval, type ApprovalRow } from "./approval-rows.ts";
import { storableText } from "./storable-text.ts";

/** Calls of one principal that may wait at the same time, held or not. */
const waitingMax = 2000;
/** Each is one more somebody who asked the same in the same moment, under another policy or schema. */
const triesMax = 5;

type Ask = Parameters<ApprovalStore["open"]>[0];

/**
 * See `ApprovalStore.open`. Each statement is whole in itself; what makes two callers get one row is the unique index
 * over the open approvals of a subject. A question that is open already takes one statement, a new one two.
 */
export async function openApproval(sql: Sql, ask: Ask): Promise<OpenedApproval> {
  const expired: ApprovalRow[] = [];
  for (let tries = 0; tries < triesMax; tries++) {
    const open = await findOpen(sql, ask);
    if (open !== undefined && !fits(open, ask)) {
      expired.push(...(await expireOthers(sql, ask)));
      continue;
    }
    const row = open ?? (await insert(sql, ask));
    if (fits(row, ask)) return { approval: toApproval(row), expired: expired.map(toApproval) };
  }
  throw new AppError("conflict", "The tool or the policy is changing right now. Call again in a moment.");
}

/** Where the caller became somebody else's, those who may decide are others: it is asked anew. */
function fits(row: ApprovalRow, ask: Ask): boolean {
  return (
    row.state !== "expired" &&
    row.tool_digest === ask.toolDigest &&
    row.policy_version >= ask.policyVersion &&
    row.person_id === (ask.personId ?? null)
  );
}

const isOfSubject = (sql: Sql, { principalId, tool, argumentsDigest }: Ask) => sql`
  principal_id = ${principalId} and tool = ${tool} and arguments_digest = ${argumentsDigest}
  and state in ('waiting', 'approved')`;

async function findOpen(sql: Sql, ask: Ask): Promise<ApprovalRow | undefined> {
  const [row] = await sql<ApprovalRow[]>`select ${approvalColumns(sql)} from approvals where ${isOfSubject(sql, ask)}`;
  return row;
}

function expireOthers(sql: Sql, ask: Ask): PromiseLike<ApprovalRow[]> {
  return sql<ApprovalRow[]>`
    with changed as (
      update approvals set state = 'expired'
      where ${isOfSubject(sql, ask)}
        and (tool_digest <> ${ask.toolDigest} or policy_version < ${ask.policyVersion} or expires_at <= now()
          or person_id is distinct from ${ask.personId ?? null})
      returning *
    )
    select ${approvalColumns(sql)}, ${announcing(sql, "approval")} from changed`;
}

/** Somebody may ask the same in this moment: then the index makes this wait for them, and theirs is returned. */
async function insert(sql: Sql, ask: Ask): Promise<ApprovalRow> {
  const optional = (text: string | undefined) => (text === undefined ? null : storableText(text));
  const [row] = await sql<ApprovalRow[]>`
    with changed as (
      insert into approvals (id, state, principal_id, principal_name, person_id, tool, tool_digest, toolset, arguments,
        arguments_digest, policy_version, rule_id, reason, transport, client, session_id, expires_at)
      select ${ask.id}::uuid, 'waiting', ${ask.principalId}, ${storableText(ask.principalName)}, ${ask.personId ?? null},
        ${ask.tool}, ${ask.toolDigest}, ${ask.toolset ?? null}, ${storableText(ask.arguments)}, ${ask.argumentsDigest},
        ${ask.policyVersion}::int, ${ask.ruleId ?? null}, ${storableText(ask.reason)}, ${ask.transport},
        ${optional(ask.client)}, ${optional(ask.sessionId)}, now() + ${ask.expireMs}::float8 * interval '1 millisecond'
      where (select count(*) from approvals where principal_id = ${ask.principalId} and state = 'waiting' and expires_at > now())
        < ${waitingMax}
      on conflict (principal_id, tool, arguments_digest) where state in ('waiting', 'approved')
        do update set id = approvals.id
      returning *
    )
    select ${approvalColumns(sql)}, ${announcing(sql, "approval")} from changed`;
  if (row !== undefined) return row;
  throw new AppError(
    "rate_limited",
    `${waitingMax} calls of this caller wait for approval already. Wait until some of them are decided.`,
  );
}
