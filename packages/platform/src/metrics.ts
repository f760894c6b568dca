import type { CallOutcome } from "@mcp-tools/core";

/** The numbers this process keeps, in the shape its code reports them. */
export interface Metrics {
  callEnded(tool: string, outcome: CallOutcome, durationMs: number): void;
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
