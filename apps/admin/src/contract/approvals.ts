import { z } from "@hono/zod-openapi";
import type { ApprovalState } from "@mcp-tools/core";
import { epochMs } from "./times.ts";

const states = [
  "waiting",
  "approved",
  "refused",
  "expired",
  "used",
  "unknown",
] as const satisfies readonly ApprovalState[];
const State = z.enum(states).openapi("ApprovalState");

export const ApprovalScope = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("once") }),
    z.strictObject({ kind: z.literal("minutes"), minutes: z.number().positive().max(1440) }),
    z.strictObject({ kind: z.literal("always") }),
  ])
  .openapi("ApprovalScope", {
    description:
      "This one call, every call of the tool by this caller for some minutes, or these very arguments for good.",
  });
export type ApprovalScope = z.output<typeof ApprovalScope>;

/** A call that waits, or waited, for a human. */
export const Approval = z
  .object({
    id: z.string(),
    state: State,
    principalId: z.string(),
    principalName: z.string(),
    personId: z.string().optional(),
    tool: z.string(),
    toolDigest: z.string(),
    toolset: z.string().optional(),
    arguments: z.string().openapi({ description: "JSON text, secrets masked." }),
    argumentsDigest: z.string(),
    policyVersion: z.number(),
    ruleId: z
      .string()
      .optional()
      .openapi({ description: "The rule that asked; absent: the default for the tool's access." }),
    reason: z.string(),
    transport: z.string(),
    client: z.string().optional(),
    sessionId: z.string().optional(),
    createdAt: epochMs,
    expiresAt: epochMs,
    decidedAt: epochMs.optional(),
    decidedBy: z.string().optional(),
    decidedByName: z.string().optional().openapi({ description: "Where it was a person who is still known." }),
    decisionReason: z.string().optional(),
    scope: ApprovalScope.optional(),
    usedAt: epochMs.optional(),
    callId: z.string().optional().openapi({ description: "Of the call that used it, as in the audit." }),
    processId: z.string().optional(),
  })
  .openapi("Approval");
export type Approval = z.output<typeof Approval>;

export const ApprovalPage = z
  .object({
    approvals: z.array(Approval),
    next: z.string().optional().openapi({ description: "Pass as `before` for the next page; absent on the last one." }),
  })
  .openapi("ApprovalPage");

export const ApprovalListQuery = z.object({
  state: State.optional().openapi({ description: "`waiting`: the oldest first; otherwise the newest." }),
  principal: z.string().min(1).max(520).optional(),
  tool: z.string().min(1).max(128).optional(),
  before: z.uuid().optional().openapi({ description: "Continue after this one." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const ApprovalDetails = z
  .object({
    approval: Approval,
    previous: z
      .array(Approval)
      .readonly()
      .openapi({ description: "Decisions about other calls of the tool by this caller." }),
    lastApproved: Approval.optional().openapi({ description: "What these arguments can be compared with." }),
  })
  .openapi("ApprovalDetails");
export type ApprovalDetails = z.output<typeof ApprovalDetails>;

export const ApprovalCount = z
  .object({
    count: z.number(),
    oldestAt: epochMs.optional(),
    newestId: z.string().optional().openapi({ description: "The greatest id of those: another one where one came." }),
  })
  .openapi("ApprovalCount", { description: "How many calls wait." });
export type ApprovalCount = z.output<typeof ApprovalCount>;

const reason = z.string().trim().min(1).max(1000);
export const Approve = z.strictObject({ scope: ApprovalScope, reason: reason.optional() }).openapi("Approve");
export const Refuse = z
  .strictObject({ reason: reason.openapi({ description: "Reaches the caller." }) })
  .openapi("Refuse");

export const ApprovalGrant = z
  .object({
    id: z.string(),
    approvalId: z.string(),
    principalId: z.string(),
    principalName: z.string().optional().openapi({ description: "When it asked; absent where that is not kept." }),
    tool: z.string(),
    toolDigest: z.string(),
    argumentsDigest: z.string().optional().openapi({ description: "Absent: any arguments." }),
    createdAt: epochMs,
    createdBy: z.string(),
    createdByName: z.string().optional().openapi({ description: "Where it was a person who is still known." }),
    expiresAt: epochMs.optional().openapi({ description: "Absent: until it is taken back." }),
    revokedAt: epochMs.optional(),
  })
  .openapi("ApprovalGrant");
export type ApprovalGrant = z.output<typeof ApprovalGrant>;

export const ApprovalGrantList = z.object({ grants: z.array(ApprovalGrant) }).openapi("ApprovalGrantList");

const id = z
  .string()
  .min(4)
  .max(36)
  .regex(/^[\da-f-]+$/i, "is no id")
  .openapi({ description: "Or a beginning of it that is no other's." });
export const ApprovalId = z.object({ id });
