import type { AuditIndexer, AuditLog, Logger, MemoryStore, ProcessStore } from "@mcp-tools/core";
import type { AuditKeys } from "@mcp-tools/db";

export interface StoreOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Seen in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly syncCommit: boolean;
  /** What seals the audit; asked for once. */
  readonly auditKeys: () => AuditKeys;
  readonly logger: Logger;
}

/** A database and what is kept in it. */
export interface Stores {
  readonly database: { get(): Promise<unknown>; check(): Promise<string | undefined>; close(): Promise<void> };
  readonly audit: AuditLog;
  readonly auditIndexer: AuditIndexer;
  readonly memory: MemoryStore;
  readonly processes: ProcessStore;
}

/** Loads the code for PostgreSQL, which is more than all the rest together, and dials nothing yet. */
export async function loadStores({
  dataDir,
  databaseUrl,
  applicationName,
  syncCommit,
  auditKeys,
  logger,
}: StoreOptions): Promise<Stores> {
  const { createAuditIndexer, createAuditLog, createLazyDatabase, createMemoryStore, createProcessStore } = await import("@mcp-tools/db");
  const database = createLazyDatabase({ dataDir, databaseUrl, applicationName, logger });
  return {
    database,
    audit: createAuditLog({ database, logger, syncCommit, keys: auditKeys() }),
    auditIndexer: createAuditIndexer({ database }),
    memory: createMemoryStore({ database }),
    processes: createProcessStore({ database }),
  };
}
