import type {
  ApprovalStore,
  AuditLog,
  ChangeFeed,
  IdempotencyStore,
  Logger,
  MemoryStore,
  ProcessStore,
} from "@mcp-tools/core";

export interface StoreOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Seen in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly syncCommit: boolean;
  readonly logger: Logger;
}

/** A database and what is kept in it. */
export interface Stores {
  readonly database: { get(): Promise<unknown>; check(): Promise<string | undefined>; close(): Promise<void> };
  readonly audit: AuditLog;
  readonly memory: MemoryStore;
  readonly processes: ProcessStore;
  readonly approvals: ApprovalStore;
  readonly idempotency: IdempotencyStore;
  readonly changes: ChangeFeed;
}

/** Loads the code for PostgreSQL, which is more than all the rest together, and dials nothing yet. */
export async function loadStores({
  dataDir,
  databaseUrl,
  applicationName,
  syncCommit,
  logger,
}: StoreOptions): Promise<Stores> {
  const {
    createApprovalStore,
    createAuditLog,
    createChangeFeed,
    createIdempotencyStore,
    createLazyDatabase,
    createMemoryStore,
    createProcessStore,
  } = await import("@mcp-tools/db");
  const database = createLazyDatabase({ dataDir, databaseUrl, applicationName, logger });
  return {
    database,
    audit: createAuditLog({ database, logger, syncCommit }),
    memory: createMemoryStore({ database }),
    processes: createProcessStore({ database }),
    approvals: createApprovalStore({ database }),
    idempotency: createIdempotencyStore({ database }),
    changes: createChangeFeed({ database, logger }),
  };
}
