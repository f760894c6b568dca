import type { Approval, ApprovalGrant, ApprovalScope, ApprovalState, AuditTransport } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";

/** A row of `approvals` as {@link approvalColumns} reads it. */
export interface ApprovalRow {
  readonly id: string;
  readonly state: string;
  readonly principal_id: string;
  readonly principal_name: string;
  readonly person_id: string | null;
  readonly tool: string;
  readonly tool_digest: string;
  readonly toolset: string | null;
  readonly arguments: string;
  readonly arguments_digest: string;
  readonly policy_version: number;
  readonly rule_id: string | null;
  readonly reason: string;
  readonly transport: string;
  readonly client: string | null;
  readonly session_id: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly decided_at: number | null;
  readonly decided_by: string | null;
  readonly decision_reason: string | null;
  readonly scope: ApprovalScope | null;
  readonly used_at: number | null;
  readonly call_id: string | null;
  readonly process_id: string | null;
}

/** The driver's own parser for times is drizzle's. */
const milliseconds = (...names: string[]) =>
  names.map((name) => `(extract(epoch from ${name}) * 1000)::float8 as ${name}`).join(", ");

const approvalTexts = `id, case when state in ('waiting', 'approved') and expires_at <= now() then 'expired' else state end as state,
  principal_id, principal_name, person_id, tool, tool_digest, toolset, arguments, arguments_digest, policy_version,
  rule_id, reason, transport, client, session_id, decided_by, decision_reason, scope, call_id, process_id,
  ${milliseconds("created_at", "expires_at", "decided_at", "used_at")}`;

const grantTexts = `id, approval_id, principal_id, tool, tool_digest, arguments_digest, created_by,
  (select asked.principal_name from approvals as asked where asked.id = approval_grants.approval_id) as principal_name,
  ${milliseconds("created_at", "expires_at", "revoked_at")}`;

/** All columns, with the state as it is by now: who is out of time is expired, swept or not. */
export const approvalColumns = (sql: Sql | TransactionSql) => sql.unsafe(approvalTexts);

export const grantColumns = (sql: Sql | TransactionSql) => sql.unsafe(grantTexts);

export function toApproval(row: ApprovalRow): Approval {
  return {
    id: row.id,
    state: row.state as ApprovalState,
    principalId: row.principal_id,
    principalName: row.principal_name,
    personId: row.person_id ?? undefined,
    tool: row.tool,
    toolDigest: row.tool_digest,
    toolset: row.toolset ?? undefined,
    arguments: row.arguments,
    argumentsDigest: row.arguments_digest,
    policyVersion: row.policy_version,
    ruleId: row.rule_id ?? undefined,
    reason: row.reason,
    transport: row.transport as AuditTransport,
    client: row.client ?? undefined,
    sessionId: row.session_id ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    decisionReason: row.decision_reason ?? undefined,
    scope: row.scope ?? undefined,
    usedAt: row.used_at ?? undefined,
    callId: row.call_id ?? undefined,
    processId: row.process_id ?? undefined,
  };
}

/** A row of `approval_grants` as {@link grantColumns} reads it. */
export interface GrantRow {
  readonly id: string;
  readonly approval_id: string;
  readonly principal_id: string;
  readonly principal_name: string | null;
  readonly tool: string;
  readonly tool_digest: string;
  readonly arguments_digest: string | null;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

export function toGrant(row: GrantRow): ApprovalGrant {
  return {
    id: row.id,
    approvalId: row.approval_id,
    principalId: row.principal_id,
    principalName: row.principal_name ?? undefined,
    tool: row.tool,
    toolDigest: row.tool_digest,
    argumentsDigest: row.arguments_digest ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
