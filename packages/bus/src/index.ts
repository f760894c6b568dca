export { createMemoryBus, type MemoryBusOptions } from "./memory-bus.ts";
export { createMemorySessionStore, type MemorySessionStoreOptions } from "./memory-session-store.ts";
export { createMemoryStreamLog, type MemoryStreamLogOptions } from "./memory-stream-log.ts";
export { createMemoryLimiter, type MemoryLimiterOptions } from "./memory-limiter.ts";
export { createRedisLimiter, type RedisLimiterOptions } from "./redis-limiter.ts";
export { createRedisBus } from "./redis-bus.ts";
export { createRedisLink, type RedisLink, type RedisLinkOptions } from "./redis-link.ts";
export { createRedisSessionStore, type RedisSessionStoreOptions } from "./redis-session-store.ts";
export { createRedisStreamLog, type RedisStreamLogOptions } from "./redis-stream-log.ts";
