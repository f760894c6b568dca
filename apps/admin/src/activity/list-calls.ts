import type { CallLog, CallRecord } from "@mcp-tools/core";
import type { CallListQuery } from "../contract/call.ts";

/** A page of calls, newest first. `next` is set while there are more. */
export async function listCalls(
  calls: Pick<CallLog, "list">,
  query: CallListQuery,
): Promise<{ rows: CallRecord[]; next: string | undefined }> {
  const { before, tool, outcome, principal: principalId, limit } = query;
  const outcomes = outcome === undefined || outcome.length === 0 ? [undefined] : [...new Set(outcome)];
  // The log filters by one outcome; several pages in the same order merge into one of that order.
  const pages = await Promise.all(
    outcomes.map((one) => calls.list({ before, tool, outcome: one, principalId, limit: limit + 1 })),
  );
  const merged = pages.length === 1 ? (pages[0] ?? []) : pages.flat().toSorted(newestFirst);
  const rows = merged.slice(0, limit);
  return { rows, next: merged.length > limit ? rows.at(-1)?.id : undefined };
}

/** The call with this id, or undefined. */
export async function findCall(calls: Pick<CallLog, "list">, id: string): Promise<CallRecord | undefined> {
  const [row] = await calls.list({ before: successor(id), limit: 1 });
  return row?.id === id ? row : undefined;
}

function newestFirst(a: CallRecord, b: CallRecord): number {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** The next UUID in sort order: the log's keyset is exclusive. */
function successor(id: string): string {
  const hex = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
