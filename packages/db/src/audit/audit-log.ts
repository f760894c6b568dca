import {
  AppError,
  type AuditFilter,
  type AuditLog,
  type AuditQuery,
  type AuditRecord,
  type Logger,
} from "@mcp-tools/core";
import type { Sql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { sealingKeys, type AuditKeys } from "./audit-keys.ts";
import { auditColumns, isStorable, toRecord, type AuditRow } from "./audit-rows.ts";
import { createChainWriter } from "./chain-writer.ts";
import { countCalls } from "./count-calls.ts";
import { createGroupWriter } from "./group-writer.ts";
import { maintainAudit } from "./maintain-audit.ts";
import { searchAudit, type SearchPage } from "./search/search-audit.ts";
import { isId, searchQuery } from "./search/search-query.ts";
import { verifyAudit } from "./verify-audit.ts";

export interface AuditLogOptions {
  readonly database: LazyDatabase;
  readonly logger: Logger;
  /** A row outlives the database's machine, not only its processes and ours. */
  readonly syncCommit: boolean;
  /** Default: blocks are sealed without a key. */
  readonly keys?: AuditKeys | undefined;
  /** A group's time to be committed, default 5 s. */
  readonly groupTimeoutMs?: number | undefined;
  /** Rows that may wait for their group, default 50,000; a further one is refused at once. */
  readonly pendingMax?: number | undefined;
}

/** The very first group waits for the database's start. */
const openTimeoutMs = 15_000;
const listMax = 500;
const searchTimeoutMs = 4000;
/** A search is several statements, and stops in time by itself. */
const searchUseMs = 15_000;

export function createAuditLog({
  database,
  logger,
  syncCommit,
  keys: given = { current: undefined, old: [] },
  groupTimeoutMs = 5000,
  pendingMax = 50_000,
}: AuditLogOptions): AuditLog {
  const keys = sealingKeys(given);
  const chain = createChainWriter({ database, syncCommit, key: keys.current });
  const writer = createGroupWriter<AuditRecord>({
    store: chain.store,
    open: database.get,
    openTimeoutMs,
    sizeOf: (row) => row.arguments.length + 500,
    logger,
    groupTimeoutMs,
    rowsMax: pendingMax,
  });
  const search = (filter: AuditFilter & { before?: string | undefined }, limit: number): Promise<SearchPage> => {
    const query = searchQuery(filter);
    return database.use(({ sql }) => searchAudit(sql, query, { limit, timeoutMs: searchTimeoutMs }), {
      idempotent: true,
      timeoutMs: searchUseMs,
    });
  };
  return {
    record: (row) =>
      isStorable(row)
        ? writer.write(row)
        : Promise.reject(new AppError("internal", "The record is malformed.", { detail: row })),
    isAvailable: writer.isAvailable,
    list: (query) => list(search, query),
    get: (id) => database.use(({ sql }) => getRow(sql, id), { idempotent: true }),
    pages: (filter) => pages(search, filter),
    verify: (options) => verifyAudit({ database, keys }, options),
    maintain: (retentionDays) => maintainAudit({ database, keys }, retentionDays),
    histogram: (range) => database.use(({ sql }) => countCalls(sql, range), { idempotent: true }),
    flush: writer.flush,
    get pending() {
      return writer.pending;
    },
  };
}

type Search = (filter: AuditFilter & { before?: string | undefined }, limit: number) => Promise<SearchPage>;

async function list(search: Search, { limit, ...filter }: AuditQuery): Promise<AuditRecord[]> {
  const { rows, reached } = await search(filter, Math.min(Math.max(1, Math.trunc(limit) || 1), listMax));
  if (reached !== undefined)
    throw new AppError("timeout", "The search took too long. Narrow it: a shorter time, a tool, a rarer word.");
  return [...rows];
}

/** The next page is read when it is asked for, and nothing is held in between. */
async function* pages(search: Search, filter: AuditFilter): AsyncGenerator<readonly AuditRecord[]> {
  for (let before: string | undefined; ;) {
    const { rows, reached } = await search({ ...filter, before }, listMax);
    if (rows.length > 0) yield rows;
    if (rows.length < listMax && reached === undefined) return;
    before = rows.length < listMax ? reached : rows.at(-1)?.id;
  }
}

async function getRow(sql: Sql, id: string): Promise<AuditRecord | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await sql.unsafe<AuditRow[]>(`select ${auditColumns} from audit where id = $1`, [id.toLowerCase()]);
  return row === undefined ? undefined : toRecord(row);
}
