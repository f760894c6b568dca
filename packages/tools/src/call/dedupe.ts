import type { Policy } from "../policy.ts";
import type { Deduper } from "./ports.ts";
import { endWith, type Stage } from "./stage.ts";

/**
 * A repeated idempotency key gets the stored result; one in flight is waited for. What never ran frees its key; what was
 * given up while it ran is unknown, and said so ever after.
 */
export function dedupe(policy: Policy, deduper: Deduper): Stage {
  return async (call, next) => {
    const key = call.request.idempotencyKey;
    if (key === undefined) return next(call);
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
      case "cancelled":
        return endWith(call, "cancelled", "The call was cancelled.");
      case "run":
        break;
    }
    let settled = false;
    try {
      const answer = await next(call);
      settled = true;
      if (!call.ran) await claim.release();
      else if (answer.kind === "result" && (call.outcome === "ok" || call.outcome === "error"))
        await claim.finish(answer.result);
      else await claim.lose();
      return answer;
    } finally {
      if (!settled) await (call.ran ? claim.lose() : claim.release());
    }
  };
}
