import type { LogLevel } from "@mcp-tools/tools";
import type { JSONRPCRequest } from "@modelcontextprotocol/server";

const LEVELS: readonly unknown[] = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
] satisfies LogLevel[];

/** How grave a level is; -1 for what is none. */
export function severityOf(level: unknown): number {
  return LEVELS.indexOf(level);
}

/** The level that a `logging/setLevel` asks for; undefined for every other request, and where there is no such level. */
export function logLevelIn({ method, params }: JSONRPCRequest): LogLevel | undefined {
  const level = params?.["level"];
  return method === "logging/setLevel" && LEVELS.includes(level) ? (level as LogLevel) : undefined;
}
