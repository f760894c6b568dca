import type { AuditOutcome, Limits } from "@mcp-tools/core";

/** The numbers this process keeps, in the shape its code reports them. */
export interface Metrics {
  /** `tool` is empty for a call of an unknown tool. */
  callEnded(tool: string, outcome: AuditOutcome, durationMs: number): void;
  /** A call was refused because this limit was used up. */
  callLimited(limit: keyof Limits): void;
  /** `route` is the pattern that matched (`/api/tools/:name`), never the path itself. */
  httpEnded(service: string, method: string, route: string, status: number, durationMs: number): void;
  /** Sessions and streams now open, by transport: `sse`, `http`, `listen`, `stdio`. */
  sessionsOpen(transport: string, count: number): void;
  /** A queue whose depth is read at each scrape. */
  watchQueue(name: string, depth: () => number): void;
  /** Prometheus text exposition format. */
  render(): Promise<string>;
  readonly contentType: string;
  /** Now open, by transport. */
  readonly open: Readonly<Record<string, number>>;
}
