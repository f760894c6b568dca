export { createLazyDatabase, type LazyDatabase, type UseOptions } from "./connection/lazy-database.ts";
export { openDatabase, databaseLocation, type Database, type DatabaseOptions } from "./connection/open-database.ts";
export { withDeadline } from "./connection/with-deadline.ts";
export { createCallLog, type CallLogOptions } from "./repositories/call-log.ts";
export { createMemoryStore } from "./repositories/memory-store.ts";
export { createProcessStore } from "./repositories/process-store.ts";
