import type {
  ApiKeyStore,
  ApprovalStore,
  AuditIndexer,
  AuditLog,
  ChangeFeed,
  CredentialStore,
  IdempotencyStore,
  Logger,
  MemoryStore,
  PolicyStore,
  ProcessStore,
  ResultStore,
  RunningCallStore,
  Tracing,
} from "@mcp-tools/core";
import type { AuditKeys, LazyDatabase } from "@mcp-tools/db";
import { loadPeopleStores, type PeopleStores } from "../governance/people-stores.ts";

export interface StoreOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Seen in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly syncCommit: boolean;
  /** What seals the audit; asked for once. */
  readonly auditKeys: () => AuditKeys;
  readonly logger: Logger;
  /** Absent where nobody collects traces. */
  readonly tracing?: Tracing | undefined;
}

/** A database and what is kept in it. */
export interface Stores extends PeopleStores {
  readonly database: Pick<LazyDatabase, "check" | "stopOpening" | "close"> & { get(): Promise<unknown> };
  readonly audit: AuditLog;
  readonly auditIndexer: AuditIndexer;
  readonly memory: MemoryStore;
  readonly processes: ProcessStore;
  readonly keys: ApiKeyStore;
  readonly approvals: ApprovalStore;
  readonly idempotency: IdempotencyStore;
  readonly policies: PolicyStore;
  /** One connection for all who listen. */
  readonly changes: ChangeFeed;
  readonly credentials: CredentialStore;
  readonly results: ResultStore;
  readonly runningCalls: RunningCallStore;
}

/** Loads the code for PostgreSQL, which is more than all the rest together, and dials nothing yet. */
export async function loadStores({
  dataDir,
  databaseUrl,
  applicationName,
  syncCommit,
  auditKeys,
  logger,
  tracing,
}: StoreOptions): Promise<Stores> {
  const db = await import("@mcp-tools/db");
  const database = db.createLazyDatabase({ dataDir, databaseUrl, applicationName, logger, tracing });
  return {
    database,
    audit: db.createAuditLog({ database, logger, syncCommit, keys: auditKeys() }),
    auditIndexer: db.createAuditIndexer({ database }),
    memory: db.createMemoryStore({ database }),
    processes: db.createProcessStore({ database }),
    keys: db.createApiKeyStore({ database }),
    approvals: db.createApprovalStore({ database }),
    idempotency: db.createIdempotencyStore({ database }),
    policies: db.createPolicyStore({ database }),
    changes: db.createChangeFeed({ database, logger }),
    ...(await loadPeopleStores(database)),
    credentials: db.createCredentialStore({ database }),
    results: db.createResultStore({ database }),
    runningCalls: db.createRunningCallStore({ database }),
  };
}
