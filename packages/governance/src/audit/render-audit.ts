import type { AuditRecord } from "@mcp-tools/core";

export const auditFormats = ["jsonl", "csv"] as const;
export type AuditFormat = (typeof auditFormats)[number];

type Cell = string | number | undefined;

/** The columns of an export, in their order; times as ISO 8601 in UTC. */
const columns: readonly (readonly [string, (row: AuditRecord) => Cell])[] = [
  ["id", (row) => row.id],
  ["started_at", (row) => timeOf(row)],
  ["kind", (row) => row.kind],
  ["action", (row) => row.action],
  ["principal_id", (row) => row.principalId],
  ["principal_name", (row) => row.principalName],
  ["transport", (row) => row.transport],
  ["protocol_version", (row) => row.protocolVersion],
  ["client", (row) => row.client],
  ["session_id", (row) => row.sessionId],
  ["address", (row) => row.address],
  ["toolset", (row) => row.toolset],
  ["tool", (row) => row.tool],
  ["subject", (row) => row.subject],
  ["arguments", (row) => row.arguments],
  ["outcome", (row) => row.outcome],
  ["message", (row) => row.message],
  ["duration_ms", (row) => row.durationMs],
  ["result_bytes", (row) => row.resultBytes],
  ["request_id", (row) => row.requestId],
  ["trace_id", (row) => row.traceId],
];

/**
 * Rows as text, page by page as the reader takes them. JSONL: an object a line, what is not known left out. CSV: RFC 4180 with
 * a header, in UTF-8, and nothing that a spreadsheet would run.
 */
export async function* renderAudit(
  pages: AsyncIterable<readonly AuditRecord[]>,
  format: AuditFormat,
): AsyncGenerator<string> {
  if (format === "csv") yield `${columns.map(([name]) => name).join(",")}\r\n`;
  const render = format === "csv" ? csvLine : jsonLine;
  for await (const rows of pages) yield rows.map(render).join("");
}

function jsonLine(row: AuditRecord): string {
  return `${JSON.stringify({ ...row, startedAt: timeOf(row) })}\n`;
}

function csvLine(row: AuditRecord): string {
  return `${columns.map(([, read]) => csvCell(read(row))).join(",")}\r\n`;
}

/** What spreadsheets take for a formula, in any width (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const quoted = /[",\r\n]|^\s|\s$/;

function csvCell(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = value.replaceAll("\0", "");
  const safe = formula.test(text) ? `'${text}` : text;
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function timeOf({ startedAt }: AuditRecord): string {
  return new Date(startedAt).toISOString();
}
