export { describeApprovalStore, type ApprovalStoreLab } from "./describe-approval-store.ts";
export { describeIdempotencyStore, type IdempotencyStoreLab } from "./describe-idempotency-store.ts";
