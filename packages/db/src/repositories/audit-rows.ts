import type { AuditRecord } from "@mcp-tools/core";
import { storableJson } from "./storable-text.ts";

/**
 * Inserts a group of rows from one JSON parameter, which costs this process less than arrays or parameters per value.
 * `set_config` lasts for the statement. Repeating it changes nothing.
 */
export function insertStatement(syncCommit: boolean): string {
  const commit = syncCommit ? "on" : "off";
  return `insert into calls (id, started_at, principal_id, transport, protocol_version, client, session_id, tool, arguments, outcome, message, duration_ms, result_bytes, request_id, trace_id)
    select i, to_timestamp(s / 1000.0), p, t, v, c, e, n, a, o, m, d, b, r, w
    from json_to_recordset($1::text::json) as call (i uuid, s double precision, p text, t text, v text, c text, e text, n text, a text, o text, m text, d double precision, b integer, r text, w text),
      (select set_config('synchronous_commit', '${commit}', true)) as setting
    on conflict do nothing`;
}

/** What callers send is of any length, and an index entry is not. */
const nameCharsMax = 200;
const messageCharsMax = 2000;

/** The rows as the statement's parameter. */
export function toParameter(rows: readonly AuditRecord[]): string {
  return storableJson(rows.map(toWire));
}

function toWire(row: AuditRecord) {
  return {
    i: row.id,
    s: row.startedAt,
    p: cut(row.principalId, nameCharsMax),
    t: row.transport,
    v: row.protocolVersion === undefined ? undefined : cut(row.protocolVersion, nameCharsMax),
    c: row.client === undefined ? undefined : cut(row.client, nameCharsMax),
    e: row.sessionId === undefined ? undefined : cut(row.sessionId, nameCharsMax),
    n: cut(row.tool, nameCharsMax),
    a: row.arguments,
    o: row.outcome,
    m: row.message === undefined ? undefined : cut(row.message, messageCharsMax),
    d: row.durationMs,
    b: row.resultBytes,
    r: row.requestId === undefined ? undefined : cut(row.requestId, nameCharsMax),
    w: row.traceId,
  };
}

function cut(text: string, charsMax: number): string {
  return text.length > charsMax ? text.slice(0, charsMax) : text;
}
