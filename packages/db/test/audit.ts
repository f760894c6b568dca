import { createId, silentLogger, type AuditLog, type AuditRecord } from "@mcp-tools/core";
import { createAuditLog, type AuditLogOptions } from "../src/audit/audit-log.ts";
import { createLazyDatabase, type LazyDatabase } from "../src/connection/lazy-database.ts";

/** 2026-01-02, a Friday. */
export const auditStart = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A row with all that can be in one, at `startedAt`. */
export function auditRecord(changes: Partial<AuditRecord> = {}): AuditRecord {
  const startedAt = changes.startedAt ?? auditStart;
  return {
    id: createId(startedAt),
    startedAt,
    kind: "call",
    action: "tools/call",
    principalId: "key:1",
    principalName: "ci",
    transport: "http",
    protocolVersion: "2025-11-25",
    client: "test/1.0.0",
    sessionId: "session",
    address: "192.0.2.1",
    toolset: "team",
    tool: "fetch",
    subject: undefined,
    arguments: '{"url":"https://example.com"}',
    outcome: "ok",
    message: undefined,
    durationMs: 12.5,
    resultBytes: 99,
    requestId: "1",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    ...changes,
  };
}

export interface OpenAudit {
  readonly database: LazyDatabase;
  readonly log: AuditLog;
  close(): Promise<void>;
}

export function openAudit(url: string, options: Partial<AuditLogOptions> = {}): OpenAudit {
  const database = createLazyDatabase({
    databaseUrl: url,
    dataDir: "",
    logger: silentLogger,
    applicationName: "test",
    queryTimeoutMs: 5000,
  });
  const log = createAuditLog({ database, logger: silentLogger, syncCommit: false, ...options });
  return { database, log, close: () => database.close() };
}

/** Records them one after the other, in one group each. */
export async function recordEach(log: AuditLog, rows: readonly AuditRecord[]): Promise<void> {
  for (const row of rows) await log.record(row);
}
