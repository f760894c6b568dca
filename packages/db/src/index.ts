export { createLazyDatabase, type LazyDatabase, type UseOptions } from "./connection/lazy-database.ts";
export { openDatabase, databaseLocation, type Database, type DatabaseOptions } from "./connection/open-database.ts";
export { withDeadline } from "./connection/with-deadline.ts";
export { createAuditLog, type AuditLogOptions } from "./audit/audit-log.ts";
export { createChangeFeed } from "./repositories/change-feed.ts";
export { createMemoryStore } from "./repositories/memory-store.ts";
export { createProcessStore } from "./repositories/process-store.ts";
export { createAuditIndexer, type AuditIndexerOptions } from "./audit/search/audit-indexer.ts";
export type { AuditKey, AuditKeys } from "./audit/audit-keys.ts";
