import type { AuditLog } from "@mcp-tools/core";
import type { Traffic } from "../contract/overview.ts";

const minuteMs = 60_000;
/** A minute is too short to say anything of errors and durations on a quiet server. */
const windowMs = 5 * minuteMs;

/** The figures of the last minutes. */
export async function readTraffic(calls: Pick<AuditLog, "histogram">, now: number): Promise<Traffic> {
  const [[minute], [window]] = await Promise.all([lastly(minuteMs), lastly(windowMs)]);
  if (minute === undefined || window === undefined || window.calls === 0) {
    return { callsPerMinute: minute?.calls ?? 0, windowMs, calls: 0, failed: 0, refused: 0 };
  }
  const { calls: count, failed, refused, p50Ms, p95Ms } = window;
  return {
    callsPerMinute: minute.calls,
    windowMs,
    calls: count,
    failed,
    refused,
    errorRate: failed / count,
    p50Ms,
    p95Ms,
  };

  function lastly(spanMs: number) {
    return calls.histogram({ from: now - spanMs, to: now, stepMs: spanMs });
  }
}
