import type { AuditKind, AuditOutcome, AuditRecord, AuditTransport } from "@mcp-tools/core";

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

/** The columns of the table that are inserted as they come, in the order of `rowText`, and their types. */
const columns = [
  ["id", "uuid"],
  ["kind", "text"],
  ["action", "text"],
  ["principal_id", "text"],
  ["principal_name", "text"],
  ["transport", "text"],
  ["protocol_version", "text"],
  ["client", "text"],
  ["session_id", "text"],
  ["address", "text"],
  ["toolset", "text"],
  ["tool", "text"],
  ["subject", "text"],
  ["arguments", "text"],
  ["outcome", "text"],
  ["message", "text"],
  ["duration_ms", "double precision"],
  ["result_bytes", "integer"],
  ["request_id", "text"],
  ["trace_id", "text"],
] as const;

/** The columns of `AuditRow`, for `select` lists. */
export const auditColumns = `block, (extract(epoch from started_at) * 1000)::float8 as started_ms, ${columns.map(([name]) => name).join(", ")}`;

/** Stands between two rows. ASCII has these three for it (RS, US and GS), and no text that is kept has them. */
export const betweenRows = "\x1e";
const betweenValues = "\x1f";
const noValue = "\x1d";
// oxlint-disable-next-line no-control-regex -- these are what it is for, and NUL, which PostgreSQL refuses
const notKept = /[\0\x1d-\x1f]/g;

/**
 * `insert into audit … select …` of the rows in the statement's parameter `$1`, see `rowsText`, for the block number that
 * `source` has as `number`. Taken apart by two functions that look for one byte: PostgreSQL spent a third of the statement
 * on JSON with the same rows.
 */
export function insertRows(source: string): string {
  const values = columns.map(([, type], index) => (type === "text" ? `v[${index + 2}]` : `v[${index + 2}]::${type}`));
  return `insert into audit (block, started_at, ${columns.map(([name]) => name).join(", ")})
    select ${source}.number, to_timestamp(v[1]::float8 / 1000.0), ${values.join(", ")}
    from ${source}, lateral (
      select string_to_array(line, E'\\x1f', E'\\x1d') as v from string_to_table($1::text, E'\\x1e') as line offset 0) as entry`;
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

/** The form in which rows are inserted and hashed; a block tells in which its rows were. */
export const rowsFormat = 2;

/** Rows as text: what is inserted, and what is hashed. */
export function rowsText(rows: readonly AuditRecord[]): string {
  return rows.map(rowText).join(betweenRows);
}

/**
 * A row read back gives the same text again, which is what checking the chain rests on: changing this needs a new
 * `rowsFormat`, and a place in `verify/rows-formats.ts` for what this was.
 */
export function rowText(row: AuditRecord): string {
  return [
    Math.round(row.startedAt),
    row.id,
    row.kind,
    value(row.action),
    value(row.principalId),
    value(row.principalName),
    row.transport,
    value(row.protocolVersion),
    value(row.client),
    value(row.sessionId),
    value(row.address),
    value(row.toolset),
    value(row.tool),
    value(row.subject),
    value(row.arguments, Number.POSITIVE_INFINITY),
    row.outcome,
    value(row.message, messageCharsMax),
    row.durationMs,
    row.resultBytes,
    value(row.requestId),
    value(row.traceId),
  ].join(betweenValues);
}

function value(text: string | undefined, charsMax = nameCharsMax): string {
  if (text === undefined) return noValue;
  return cut(text, charsMax).replace(notKept, "");
}

function cut(text: string, charsMax: number): string {
  return text.length > charsMax ? text.slice(0, charsMax) : text;
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
