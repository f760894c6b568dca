import type { Finding } from "./finding.ts";

const SKEW_MS_MAX = 2_000;

/** Whether somebody's clock agrees with ours. */
export function checkSkew(whose: "database" | "redis", skewMs: number): Finding {
  const check = `clock of ${whose}`;
  const seconds = `${(Math.abs(skewMs) / 1_000).toFixed(1)} s`;
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return { check, state: "ok", text: `agrees with this machine to ${seconds}` };
  return {
    check,
    state: "problem",
    text: `is ${seconds} ${skewMs > 0 ? "ahead of" : "behind"} this machine's`,
    why: "Keys, sessions and approvals end at the wrong time, and the audit shows calls at times when they were not made.",
    advice: "Set both clocks by NTP (chrony, systemd-timesyncd).",
  };
}
