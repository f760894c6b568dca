import type { AuditKind, AuditOutcome, AuditRecord, AuditTransport } from "@mcp-tools/core";
import { storableJson } from "../repositories/storable-text.ts";

/** A row of `audit` as the driver gives it. */
export interface AuditRow {
  readonly id: string;
  readonly block: string;
  readonly kind: string;
  readonly action: string;
  readonly started_ms: number;
  readonly principal_id: string;
  readonly principal_name: string;
  readonly transport: string;
  readonly protocol_version: string | null;
  readonly client: string | null;
  readonly session_id: string | null;
  readonly address: string | null;
  readonly toolset: string | null;
  readonly tool: string;
  readonly subject: string | null;
  readonly arguments: string;
  readonly outcome: string;
  readonly message: string | null;
  readonly duration_ms: number;
  readonly result_bytes: number;
  readonly request_id: string | null;
  readonly trace_id: string | null;
}

/** What most rows have is not written out: it would cost both sides a tenth. */
const usual = { kind: "call", action: "tools/call" } as const;

/** A column of the table, its name in the JSON that rows are inserted from, its type there, and what it is when it is not. */
const columns = [
  ["id", "i", "uuid"],
  ["kind", "k", "text", usual.kind],
  ["action", "x", "text", usual.action],
  ["principal_id", "p", "text"],
  ["principal_name", "q", "text"],
  ["transport", "t", "text"],
  ["protocol_version", "v", "text"],
  ["client", "c", "text"],
  ["session_id", "e", "text"],
  ["address", "h", "text"],
  ["toolset", "l", "text"],
  ["tool", "n", "text"],
  ["subject", "j", "text"],
  ["arguments", "a", "text"],
  ["outcome", "o", "text"],
  ["message", "m", "text"],
  ["duration_ms", "d", "double precision"],
  ["result_bytes", "b", "integer"],
  ["request_id", "r", "text"],
  ["trace_id", "w", "text"],
] as const;

/** The columns of `AuditRow`, for `select` lists. */
export const auditColumns = `block, (extract(epoch from started_at) * 1000)::float8 as started_ms, ${columns.map(([name]) => name).join(", ")}`;

/** `insert into audit … select …` of the rows in the statement's parameter `$1`, for the block number that `source` has as `number`. */
export function insertRows(source: string): string {
  return `insert into audit (block, started_at, ${columns.map(([name]) => name).join(", ")})
    select ${source}.number, to_timestamp(s / 1000.0), ${columns.map(([, key, , absent]) => (absent === undefined ? key : `coalesce(${key}, '${absent}')`)).join(", ")}
    from ${source}, json_to_recordset($1::text::json) as entry (s double precision, ${columns.map(([, key, type]) => `${key} ${type}`).join(", ")})`;
}

/** What callers send is of any length, and the index takes names whole. */
const nameCharsMax = 200;
const messageCharsMax = 2000;
const uuidV7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
/** The time in a UUIDv7 has 48 bits. */
const startedAtMax = 2 ** 48;

/** One row that the database refuses would take its whole group with it. */
export function isStorable({ id, startedAt, durationMs, resultBytes }: AuditRecord): boolean {
  return (
    uuidV7.test(id) &&
    startedAt >= 0 &&
    startedAt < startedAtMax &&
    Number.isFinite(durationMs) &&
    Number.isInteger(resultBytes) &&
    Math.abs(resultBytes) < 2 ** 31
  );
}

/**
 * Rows as JSON: what is inserted, and what is hashed. A row read back gives the same text again, which is what checking the
 * chain rests on; so changing this needs a new version in `blockHash`.
 */
export function rowsJson(rows: readonly AuditRecord[]): string {
  return storableJson(rows.map(toWire));
}

function toWire(row: AuditRecord) {
  return {
    i: row.id,
    s: Math.round(row.startedAt),
    k: row.kind === usual.kind ? undefined : row.kind,
    x: row.action === usual.action ? undefined : cut(row.action),
    p: cut(row.principalId),
    q: cut(row.principalName),
    t: row.transport,
    v: cut(row.protocolVersion),
    c: cut(row.client),
    e: cut(row.sessionId),
    h: cut(row.address),
    l: cut(row.toolset),
    n: cut(row.tool),
    j: cut(row.subject),
    a: row.arguments,
    o: row.outcome,
    m: cut(row.message, messageCharsMax),
    d: row.durationMs,
    b: row.resultBytes,
    r: cut(row.requestId),
    w: cut(row.traceId),
  };
}

function cut<Text extends string | undefined>(text: Text, charsMax = nameCharsMax): Text | string {
  return text !== undefined && text.length > charsMax ? text.slice(0, charsMax) : text;
}

export function toRecord(row: AuditRow): AuditRecord {
  return {
    id: row.id,
    kind: row.kind as AuditKind,
    action: row.action,
    startedAt: Math.round(row.started_ms),
    principalId: row.principal_id,
    principalName: row.principal_name,
    transport: row.transport as AuditTransport,
    protocolVersion: row.protocol_version ?? undefined,
    client: row.client ?? undefined,
    sessionId: row.session_id ?? undefined,
    address: row.address ?? undefined,
    toolset: row.toolset ?? undefined,
    tool: row.tool,
    subject: row.subject ?? undefined,
    arguments: row.arguments,
    outcome: row.outcome as AuditOutcome,
    message: row.message ?? undefined,
    durationMs: row.duration_ms,
    resultBytes: row.result_bytes,
    requestId: row.request_id ?? undefined,
    traceId: row.trace_id ?? undefined,
  };
}
