import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import type { Claim, Deduper } from "./ports.ts";
import { endWith, type Next, type RunningCall, type Stage } from "./stage.ts";
import type { CallAnswer } from "./tool-call.ts";

/**
 * A repeated idempotency key gets the stored result; one in flight is waited for. What never ran frees its key; what was
 * given up while it ran is unknown, and said so ever after, except where running again does no harm.
 */
export function dedupe(policy: Policy, deduper: Deduper): Stage {
  const once = async (call: RunningCall, key: string, next: Next): Promise<CallAnswer> => {
    const claim = await deduper.claim(call, key, policy.idempotencyKeepMs);
    switch (claim.kind) {
      case "stored":
        call.message = `Answered from the call ${claim.callId}, which had the same idempotency key.`;
        if (claim.result.isError === true) call.outcome = "error";
        return { kind: "result", result: claim.result };
      case "unknown":
        return endWith(
          call,
          "unknown",
          `The call ${claim.callId} with this idempotency key was lost while it ran. Nobody knows whether it took effect: check before you call again with a new key.`,
        );
      case "conflict":
        return endWith(
          call,
          "refused",
          "This idempotency key was used with other arguments. Take a new key for a new call.",
        );
      case "running":
        return endWith(
          call,
          "refused",
          "A call with this idempotency key is still running. Call again with the same key to get its result.",
        );
      case "refused":
        return endWith(call, "refused", claim.message);
      case "cancelled":
        return endWith(call, "cancelled", "The call was cancelled.");
      case "run":
        break;
    }
    let answer: CallAnswer | undefined;
    try {
      return (answer = await next(call));
    } finally {
      await end(claim, call, answer);
    }
  };
  return (call, next) => {
    const key = call.request.idempotencyKey;
    return key === undefined ? next(call) : once(call, key, next);
  };
}

async function end(claim: Claim & { kind: "run" }, call: RunningCall, answer: CallAnswer | undefined): Promise<void> {
  const isKnown = call.outcome === "ok" || call.outcome === "error";
  if (!call.ran) return claim.release();
  if (answer?.kind === "result" && isKnown) return claim.finish(answer.result);
  // What only asked its client runs again from the start, and what changes nothing may always run again.
  if (answer?.kind === "input_required" || toolOf(call).access === "read") return claim.release();
  return claim.lose();
}
