import type { AuditRecord } from "@mcp-tools/core";

const detailCharactersMax = 100;
/** Would move the cursor, colour the screen or turn the direction of writing: rows hold what strangers sent. */
const unprintable = /[\p{Control}\p{Bidi_Control}\p{Surrogate}]/gu;

/** A line each: when, how it ended, who, what, and the beginning of its arguments or message. */
export function renderRows(rows: readonly AuditRecord[]): string {
  if (rows.length === 0) return "Nothing was recorded that fits.";
  const table = rows.map((row) => [
    new Date(row.startedAt).toISOString().replace("T", " ").replace("Z", ""),
    row.outcome,
    row.principalName,
    row.kind === "call" ? row.tool : row.action,
    shorten(row.message ?? row.arguments),
  ]);
  const clean = table.map((row) => row.map((cell) => cell.replace(unprintable, "�")));
  const widths = clean[0]?.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0))) ?? [];
  return clean
    .map((row) => row.map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0))))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

function shorten(text: string): string {
  return text.length > detailCharactersMax ? `${text.slice(0, detailCharactersMax)}…` : text;
}
