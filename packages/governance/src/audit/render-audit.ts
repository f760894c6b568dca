import type { AuditRecord } from "@mcp-tools/core";

export type AuditFormat = "jsonl" | "csv";

/** The columns of CSV, in their order: as the API exports them, too. */
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

/**
 * Rows as text, page by page as the reader takes them. JSONL: the row as it is, an object a line. CSV: RFC 4180 with a header,
 * times as ISO 8601, and nothing that a spreadsheet would run.
 */
export async function* renderAudit(
  pages: AsyncIterable<readonly AuditRecord[]>,
  format: AuditFormat,
): AsyncGenerator<string> {
  const render = format === "csv" ? csvLine : jsonLine;
  // With the first rows: where they cannot be read, there is nothing that could be taken for a file.
  let head = format === "csv" ? `${columns.join(",")}\r\n` : "";
  for await (const rows of pages) {
    yield head + rows.map(render).join("");
    head = "";
  }
  if (head !== "") yield head;
}

function jsonLine(row: AuditRecord): string {
  return `${JSON.stringify(row)}\n`;
}

function csvLine(row: AuditRecord): string {
  const cells = columns.map((name) =>
    csvCell(name === "startedAt" ? new Date(row.startedAt).toISOString() : row[name]),
  );
  return `${cells.join(",")}\r\n`;
}

/** What spreadsheets take for a formula, in any width (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const quoted = /[",\r\n]|^\s|\s$/;

function csvCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = value.replaceAll("\0", "");
  const safe = formula.test(text) ? `'${text}` : text;
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
