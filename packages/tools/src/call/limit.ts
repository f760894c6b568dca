import type { LimitAnswer, Limiter } from "@mcp-tools/core";
import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import { endWith, type Stage } from "./stage.ts";

/** Rate, concurrency and daily budget. A refusal is a tool error that says when to come back. */
export function limit(policy: Policy, limiter: Limiter): Stage {
  return async (call, next) => {
    const claims = policy.limits(call.request.principal, toolOf(call));
    if (claims.length === 0) return next(call);
    const answer = await limiter.acquire(claims);
    if (!answer.ok) return endWith(call, "refused", explain(answer), { [RETRY_AFTER]: answer.retryAfterMs });
    try {
      return await next(call);
    } finally {
      answer.release();
    }
  };
}

/** In a refusal's `_meta`: milliseconds until the same call may be made again. */
const RETRY_AFTER = "mcp-tools/retry-after-ms";

const WORDS = {
  callsPerMinute: "calls a minute",
  callsPerDay: "calls a day",
  inFlight: "calls at the same time",
} as const;

function explain({ subject, limit: name, max, retryAfterMs }: LimitAnswer & { ok: false }): string {
  const whose = subject.startsWith("tool:") ? `the tool ${subject.slice(5)}` : "this caller";
  return `Too many calls: ${whose} may make ${max} ${WORDS[name]}. Try again in ${inWords(retryAfterMs)}.`;
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const at = new Date(Date.now() + ms);
  return `${Math.ceil(minutes / 60)} h (${at.toISOString().slice(0, 16).replace("T", " ")} UTC)`;
}
