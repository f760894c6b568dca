import type { AuditRecord } from "@mcp-tools/core";
import { storableJson } from "../../repositories/storable-text.ts";
import { betweenRows, rowsFormat, rowText } from "../audit-rows.ts";

/** How the rows of a block were written when it was hashed. */
export interface RowsFormat {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  write(row: AuditRecord): string;
}

/** By the number in the block; undefined for one that a newer version wrote. */
export function rowsFormatOf(format: number): RowsFormat | undefined {
  if (format === rowsFormat) return { before: "", between: betweenRows, after: "", write: rowText };
  return format === 1 ? { before: "[", between: ",", after: "]", write: toJson } : undefined;
}

/** Format 1. What is read back is cut already. */
function toJson(row: AuditRecord): string {
  return storableJson({
    i: row.id,
    s: Math.round(row.startedAt),
    k: row.kind === "call" ? undefined : row.kind,
    x: row.action === "tools/call" ? undefined : row.action,
    p: row.principalId,
    q: row.principalName,
    t: row.transport,
    v: row.protocolVersion,
    c: row.client,
    e: row.sessionId,
    h: row.address,
    l: row.toolset,
    n: row.tool,
    j: row.subject,
    a: row.arguments,
    o: row.outcome,
    m: row.message,
    d: row.durationMs,
    b: row.resultBytes,
    r: row.requestId,
    w: row.traceId,
  });
}
