export { createMemoryKeyStore, type MemoryKeyStore } from "./testing/memory-key-store.ts";
