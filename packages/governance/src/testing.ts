export { createFakeChanges, type FakeChanges } from "./testing/create-fake-changes.ts";
export { createMemoryApprovalStore } from "./testing/create-memory-approval-store.ts";
export { createMemoryClock, type MemoryClock } from "./testing/create-memory-clock.ts";
export { createMemoryIdempotencyStore } from "./testing/create-memory-idempotency-store.ts";
