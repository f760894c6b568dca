import type { ToolResult } from "../content.ts";

const BLOCK_TYPES = new Set(["text", "image", "audio", "resource", "resource_link"]);

/** Whether a tool spelled its result out as MCP content blocks. */
export function isToolResult(value: unknown): value is ToolResult {
  return (
    typeof value === "object" &&
    value !== null &&
    "content" in value &&
    Array.isArray(value.content) &&
    value.content.every(isBlock)
  );
}

function isBlock(block: unknown): boolean {
  return (
    typeof block === "object" &&
    block !== null &&
    "type" in block &&
    typeof block.type === "string" &&
    BLOCK_TYPES.has(block.type)
  );
}
