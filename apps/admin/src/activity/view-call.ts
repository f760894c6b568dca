import type { AuditRecord } from "@mcp-tools/core";
import type { CallDetail, CallSummary } from "../contract/call.ts";

const previewChars = 200;

/** A call as a row of a list: without the long parts. */
export function summarizeCall(row: AuditRecord): CallSummary {
  const { arguments: text, requestId: _requestId, traceId: _traceId, ...rest } = row;
  return { ...rest, argumentsPreview: text.length <= previewChars ? text : `${text.slice(0, previewChars)}…` };
}

/** One call in full. */
export function describeCall(row: AuditRecord): CallDetail {
  return { ...row };
}
