import type { ToolResult } from "../../content.ts";
import type { FittedGraph } from "./fit-graph.ts";

/** Structured content, and `shown` of it as the text that the reference memory server gives. */
export function jsonResult(structuredContent: object, shown: unknown): ToolResult {
  return { content: [{ type: "text", text: JSON.stringify(shown) }], structuredContent };
}

export function graphResult({ graph, notice }: FittedGraph): ToolResult {
  const text = JSON.stringify(graph);
  if (notice === undefined) return { content: [{ type: "text", text }], structuredContent: { ...graph } };
  return {
    content: [
      { type: "text", text },
      { type: "text", text: notice },
    ],
    structuredContent: { ...graph, notice },
  };
}

/** Success also when nothing was there to delete: the outcome is the one that was asked for. */
export function deletedResult(deleted: number, asked: number, what: { one: string; many: string }): ToolResult {
  const missing = asked - deleted;
  const message = `Deleted ${deleted} ${deleted === 1 ? what.one : what.many}.${missing > 0 ? ` ${missing} of those named did not exist.` : ""}`;
  return { content: [{ type: "text", text: message }], structuredContent: { success: true, message } };
}

export const ADDS = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: false,
} as const;
export const DELETES = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: false,
} as const;
export const READS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
