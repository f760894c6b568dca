import type { AuditRecord } from "@mcp-tools/core";
import type { CallDetail, CallSummary } from "../contract/call.ts";

const previewChars = 200;

/** A call as a row of a list: without the long parts, and without what was in it for those who may not see that. */
export function summarizeCall(row: AuditRecord, isFull: boolean): CallSummary {
  const { arguments: text, requestId: _requestId, traceId: _traceId, ...rest } = row;
  if (!isFull) return { ...rest, message: undefined, argumentsPreview: "", contentHidden: true };
  return { ...rest, argumentsPreview: text.length <= previewChars ? text : `${text.slice(0, previewChars)}…` };
}

/** One call in full, or as far as its reader may see it. */
export function describeCall(row: AuditRecord, isFull: boolean): CallDetail {
  return isFull ? { ...row } : { ...row, message: undefined, arguments: "", contentHidden: true };
}
