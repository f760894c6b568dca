import type { LogLevel } from "@mcp-tools/tools";

const LEVELS: readonly unknown[] = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"] satisfies LogLevel[];

export function isLogLevel(value: unknown): value is LogLevel {
  return LEVELS.includes(value);
}

/** How grave a level is; -1 for what is none. */
export function severityOf(level: unknown): number {
  return LEVELS.indexOf(level);
}
