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
    if (!answer.ok) return endWith(call, "refused", explain(answer));
    try {
      return await next(call);
    } finally {
      answer.release();
    }
  };
}

const WORDS = {
  callsPerMinute: "calls a minute",
  callsPerDay: "calls a day",
  inFlight: "calls at the same time",
} as const;

function explain({ subject, limit: name, max, retryAfterMs }: LimitAnswer & { ok: false }): string {
  const whose = subject.startsWith("tool:") ? `the tool ${subject.slice(5)}` : "this caller";
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return `Too many calls: ${whose} may make ${max} ${WORDS[name]}. Try again in ${seconds} s.`;
}
