import type { Metrics } from "../metrics.ts";

/** For processes without `/metrics` (stdio, the CLI): keeps what the console shows and loads nothing. */
export function createNoMetrics(): Metrics {
  const open: Record<string, number> = {};
  return {
    callEnded() {},
    callLimited() {},
    httpEnded() {},
    sessionsOpen(transport, count) {
      open[transport] = count;
    },
    watchQueue() {},
    render: () => Promise.resolve(""),
    contentType: "text/plain",
    open,
  };
}
