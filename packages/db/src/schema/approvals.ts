import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { ApprovalScope } from "@mcp-tools/core";
import { createdAt, moment } from "./columns.ts";

/** See `Approval` in core. */
export const approvals = pgTable(
  "approvals",
  {
    id: uuid().primaryKey(),
    state: text().notNull(),
    principalId: text().notNull(),
    principalName: text().notNull(),
    personId: text(),
    tool: text().notNull(),
    toolDigest: text().notNull(),
    toolset: text(),
    arguments: text().notNull(),
    argumentsDigest: text().notNull(),
    policyVersion: integer().notNull(),
    ruleId: text(),
    reason: text().notNull(),
    transport: text().notNull(),
    client: text(),
    sessionId: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    decidedAt: moment(),
    decidedBy: text(),
    decisionReason: text(),
    scope: jsonb().$type<ApprovalScope>(),
    usedAt: moment(),
    callId: uuid(),
    processId: text(),
    /** When the call that used it was over. */
    settledAt: moment(),
  },
  (table) => [
    /** One open question a subject: whoever asks it again joins. */
    uniqueIndex("approvals_open_key")
      .on(table.principalId, table.tool, table.argumentsDigest)
      .where(sql`${table.state} in ('waiting', 'approved')`),
    index("approvals_state_idx").on(table.state, table.id),
    index("approvals_subject_idx").on(table.principalId, table.tool, table.id),
    index("approvals_unsettled_idx")
      .on(table.usedAt)
      .where(sql`${table.state} = 'used' and ${table.settledAt} is null`),
  ],
);

/** See `ApprovalGrant` in core. */
export const approvalGrants = pgTable(
  "approval_grants",
  {
    id: uuid().primaryKey(),
    approvalId: uuid().notNull(),
    principalId: text().notNull(),
    tool: text().notNull(),
    toolDigest: text().notNull(),
    argumentsDigest: text(),
    createdAt: createdAt(),
    createdBy: text().notNull(),
    expiresAt: moment(),
    revokedAt: moment(),
  },
  (table) => [index("approval_grants_subject_idx").on(table.principalId, table.tool)],
);
