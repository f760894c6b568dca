import { isAppError } from "@mcp-tools/core";

const CAUSES_MAX = 5;
const ERRORS_MAX = 10;

/**
 * An error as fields for the log, with its causes. Our own errors say in their message what to do, so they come
 * without a stack; a cause keeps its own.
 */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > CAUSES_MAX) return error instanceof Error ? error.message : error;
  const described: Record<string, unknown> = { type: error.name, message: error.message };
  for (const [name, value] of Object.entries(error)) {
    if (name !== "name" && value !== undefined) described[name] = describeError(value, depth + 1);
  }
  if (!isAppError(error) || error.code === "internal") described["stack"] = error.stack;
  if (error instanceof AggregateError) {
    described["errors"] = error.errors.slice(0, ERRORS_MAX).map((inner) => describeError(inner, depth + 1));
  }
  if (error.cause !== undefined) described["cause"] = describeError(error.cause, depth + 1);
  return described;
}
