export { createMemoryKeyStore, type MemoryKeyStore } from "./testing/memory-key-store.ts";
export { createMemoryPolicyStore, type MemoryPolicyStore } from "./testing/memory-policy-store.ts";
export { createTestChangeFeed, type TestChangeFeed } from "./testing/test-change-feed.ts";
export { createFakeChanges, type FakeChanges } from "./testing/create-fake-changes.ts";
export { createMemoryApprovalStore } from "./testing/create-memory-approval-store.ts";
export { createMemoryClock, type MemoryClock } from "./testing/create-memory-clock.ts";
export { createMemoryIdempotencyStore } from "./testing/create-memory-idempotency-store.ts";
export { createMemoryCredentialStore } from "./testing/create-memory-credential-store.ts";
export { createTestKeys } from "./testing/create-test-keys.ts";
