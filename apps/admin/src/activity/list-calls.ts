import type { AuditLog, AuditRecord } from "@mcp-tools/core";
import type { CallListQuery } from "../contract/call.ts";

/** A page of calls, newest first. `next` is set while there are more. */
export async function listCalls(
  calls: Pick<AuditLog, "list">,
  query: CallListQuery,
): Promise<{ rows: AuditRecord[]; next: string | undefined }> {
  const { before, tool, outcome, principal: principalId, limit } = query;
  const outcomes = outcome === undefined || outcome.length === 0 ? undefined : outcome;
  const found = await calls.list({ kinds: ["call"], before, tool, outcomes, principalId, limit: limit + 1 });
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)?.id : undefined };
}
