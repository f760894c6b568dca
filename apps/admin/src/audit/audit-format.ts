import type { AuditRecord } from "@mcp-tools/core";

/** How rows become text. */
export interface AuditFormat {
  readonly contentType: string;
  readonly extension: string;
  /** Before the first row. */
  readonly head: string;
  line(row: AuditRecord): string;
}

/** In the order of the columns. */
const columns = [
  "id",
  "startedAt",
  "kind",
  "action",
  "outcome",
  "principalId",
  "principalName",
  "tool",
  "toolset",
  "subject",
  "arguments",
  "message",
  "durationMs",
  "resultBytes",
  "transport",
  "protocolVersion",
  "client",
  "sessionId",
  "address",
  "requestId",
  "traceId",
] as const satisfies readonly (keyof AuditRecord)[];

/** One JSON object a line; or CSV (RFC 4180), with the time as ISO 8601, which spreadsheets read. */
export const auditFormats: Readonly<Record<"jsonl" | "csv", AuditFormat>> = {
  jsonl: {
    contentType: "application/x-ndjson; charset=utf-8",
    extension: "jsonl",
    head: "",
    line: (row) => `${JSON.stringify(row)}\n`,
  },
  csv: {
    contentType: "text/csv; charset=utf-8; header=present",
    extension: "csv",
    head: `${columns.join(",")}\r\n`,
    line: (row) => `${columns.map((column) => cell(column === "startedAt" ? timeOf(row) : row[column])).join(",")}\r\n`,
  },
};

/** Spreadsheets run a cell that begins like a formula, wherever its text came from: an apostrophe makes it text. */
function cell(value: string | number | undefined): string {
  const text = value === undefined ? "" : String(value);
  const safe = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function timeOf({ startedAt }: AuditRecord): string {
  return new Date(startedAt).toISOString();
}
