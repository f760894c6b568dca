export { createMemoryKeyStore, type MemoryKeyStore } from "./testing/memory-key-store.ts";
export { createMemoryPolicyStore, type MemoryPolicyStore } from "./testing/memory-policy-store.ts";
export { createTestChangeFeed, type TestChangeFeed } from "./testing/test-change-feed.ts";
