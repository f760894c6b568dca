import { andThen, type LimitAnswer, type Limiter } from "@mcp-tools/core";
import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import { type Answering, endWith, type Next, type RunningCall, type Stage } from "./stage.ts";

/** Rate, concurrency and daily budget. A refusal is a tool error that says when to come back. */
export function limit(policy: Policy, limiter: Limiter): Stage {
  return (call, next) => {
    const claims = policy.limits(call.request.principal, toolOf(call));
    return claims.length === 0 ? next(call) : andThen(limiter.acquire(claims), (answer) => run(answer, call, next));
  };
}

function run(answer: LimitAnswer, call: RunningCall, next: Next): Answering {
  if (!answer.ok) return endWith(call, "refused", explain(answer), { [RETRY_AFTER]: answer.retryAfterMs });
  let answering: Answering | undefined;
  try {
    return (answering = next(call));
  } finally {
    if (answering instanceof Promise) void answering.then(answer.release, answer.release);
    else answer.release();
  }
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
