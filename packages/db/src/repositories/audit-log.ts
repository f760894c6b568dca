import {
  AppError,
  type CallBucket,
  type AuditLog,
  type AuditOutcome,
  type AuditQuery,
  type AuditRecord,
  type AuditTransport,
  type Logger,
} from "@mcp-tools/core";
import { and, desc, eq, gte, inArray, lt, sql as raw } from "drizzle-orm";
import type { Database } from "../connection/open-database.ts";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { calls } from "../schema/calls.ts";
import { insertStatement, toParameter } from "./audit-rows.ts";
import { createGroupWriter } from "./group-writer.ts";

export interface AuditLogOptions {
  readonly database: LazyDatabase;
  readonly logger: Logger;
  /** A row outlives the database's machine, not only its processes and ours. */
  readonly syncCommit: boolean;
  /** A group's time to be committed, default 5 s. */
  readonly groupTimeoutMs?: number | undefined;
  /** Rows that may wait for their group, default 50,000; a further one is refused at once. */
  readonly pendingMax?: number | undefined;
}

/** The very first group waits for the database's start. */
const openTimeoutMs = 15_000;
const bucketsMax = 2000;
const listMax = 500;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function createAuditLog({
  database,
  logger,
  syncCommit,
  groupTimeoutMs = 5000,
  pendingMax = 50_000,
}: AuditLogOptions): AuditLog {
  const statement = insertStatement(syncCommit);
  const writer = createGroupWriter<AuditRecord>({
    store: (rows) =>
      database.use(({ sql }) => sql.unsafe(statement, [toParameter(rows)], { prepare: true }), { idempotent: true }),
    open: database.get,
    openTimeoutMs,
    sizeOf: (row) => row.arguments.length + 500,
    logger,
    groupTimeoutMs,
    rowsMax: pendingMax,
  });
  return {
    record: (row) =>
      isStorable(row)
        ? writer.write(row)
        : Promise.reject(new AppError("internal", "The call's record is malformed.", { detail: row })),
    isAvailable: writer.isAvailable,
    list: (query) => database.use((open) => listCalls(open, query), { idempotent: true }),
    get: async () => undefined,
    async *pages() {},
    verify: async () => ({ ok: true, rows: 0, blocks: 0, problems: [], heads: [] }),
    maintain: async () => ({ made: [], dropped: [] }),
    histogram: (range) => database.use((open) => countCalls(open, range), { idempotent: true }),
    flush: writer.flush,
    get pending() {
      return writer.pending;
    },
  };
}

/** One row that the database refuses would take its whole group with it. */
function isStorable({ id, startedAt, durationMs, resultBytes }: AuditRecord): boolean {
  return (
    uuid.test(id) &&
    Number.isFinite(startedAt) &&
    Number.isFinite(durationMs) &&
    Number.isInteger(resultBytes) &&
    resultBytes < 2 ** 31
  );
}

async function listCalls(
  { db }: Database,
  { before, tool, outcomes, principalId, limit }: AuditQuery,
): Promise<AuditRecord[]> {
  if (before !== undefined && !uuid.test(before)) throw new AppError("invalid_input", "`before` is the id of a call.");
  const rows = await db
    .select()
    .from(calls)
    .where(
      and(
        before === undefined ? undefined : lt(calls.id, before),
        tool === undefined ? undefined : eq(calls.tool, tool),
        outcomes === undefined ? undefined : inArray(calls.outcome, [...outcomes]),
        principalId === undefined ? undefined : eq(calls.principalId, principalId),
      ),
    )
    .orderBy(desc(calls.id))
    .limit(Math.min(Math.max(1, limit), listMax));
  return rows.map(toRecord);
}

function toRecord(row: typeof calls.$inferSelect): AuditRecord {
  const { protocolVersion, client, sessionId, message, requestId, traceId } = row;
  return {
    ...row,
    kind: "call",
    action: "tools/call",
    principalName: row.principalId,
    startedAt: row.startedAt.getTime(),
    transport: row.transport as AuditTransport,
    outcome: row.outcome as AuditOutcome,
    protocolVersion: protocolVersion ?? undefined,
    client: client ?? undefined,
    sessionId: sessionId ?? undefined,
    message: message ?? undefined,
    requestId: requestId ?? undefined,
    traceId: traceId ?? undefined,
  };
}

async function countCalls(
  { db }: Database,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Promise<CallBucket[]> {
  const buckets = Math.ceil((to - from) / stepMs);
  if (!(stepMs > 0 && buckets >= 0 && buckets <= bucketsMax))
    throw new AppError("invalid_input", `A histogram has at most ${bucketsMax} buckets; use longer ones.`);
  const bucket = raw<number>`floor((extract(epoch from ${calls.startedAt})::float8 * 1000 - ${from}::float8) / ${stepMs}::float8)::int`;
  const percentile = (share: number) =>
    raw<number>`percentile_cont(${raw.raw(String(share))}) within group (order by ${calls.durationMs})`;
  const counted = await db
    .select({
      bucket,
      calls: raw<number>`count(*)::int`,
      failed: raw<number>`(count(*) filter (where ${calls.outcome} in ('error', 'timeout', 'unknown')))::int`,
      refused: raw<number>`(count(*) filter (where ${calls.outcome} = 'refused'))::int`,
      p50Ms: percentile(0.5),
      p95Ms: percentile(0.95),
    })
    .from(calls)
    .where(and(gte(calls.startedAt, new Date(from)), lt(calls.startedAt, new Date(to))))
    .groupBy(raw`1`);
  const byBucket = new Map(counted.map((row) => [row.bucket, row]));
  return Array.from({ length: buckets }, (_, index) => {
    const { calls: count = 0, failed = 0, refused = 0, p50Ms = 0, p95Ms = 0 } = byBucket.get(index) ?? {};
    return { startedAt: from + index * stepMs, calls: count, failed, refused, p50Ms, p95Ms };
  });
}
