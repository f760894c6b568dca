export { operator, type Actor } from "./actor/actor.ts";
export { can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
export { recordChange, type ActorEvent } from "./actor/record-change.ts";
export { createApprovalVerbs, type ApprovalDetails, type ApprovalVerbs } from "./approvals/create-approval-verbs.ts";
export { createApprover, type ApprovalSettings } from "./approvals/create-approver.ts";
export { createSweeper } from "./approvals/create-sweeper.ts";
export { createDeduper } from "./idempotency/create-deduper.ts";
