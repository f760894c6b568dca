import type { Approval } from "@mcp-tools/core";
import { age } from "./age.ts";

/** Of an id as much as tells one from all others here; the first 13 characters are its time of making. */
const ID_CHARACTERS_MIN = 13;

/** A line each, with as much of the id as the other commands need. */
export function renderList(
  approvals: readonly Approval[],
  { state, now }: { state: string | undefined; now: number },
): string {
  if (approvals.length === 0) return state === "waiting" ? "No call waits for approval." : "No approvals.";
  const width = shortestUnique(approvals.map(({ id }) => id));
  const rows = approvals.map((approval) => [
    approval.id.slice(0, width),
    approval.state,
    age(approval.createdAt, now),
    approval.tool,
    approval.principalName,
    approval.state === "waiting" ? `expires in ${age(now, approval.expiresAt)}` : (approval.decidedBy ?? ""),
  ]);
  const table = [["id", "state", "age", "tool", "caller", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length))) ?? [];
  return table
    .map((row) => row.map((cell, column) => cell.replace(/\p{Control}/gu, "�").padEnd(widths[column] ?? 0)))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

function shortestUnique(ids: readonly string[]): number {
  for (let width = ID_CHARACTERS_MIN; width < 36; width++)
    if (new Set(ids.map((id) => id.slice(0, width))).size === ids.length) return width;
  return 36;
}
