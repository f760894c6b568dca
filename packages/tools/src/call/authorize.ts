import type { Decide } from "./decide.ts";
import { endWith, type Stage } from "./stage.ts";

/** Asks the policy. */
export function authorize(decide: Decide): Stage {
  return async (call, next) => {
    if (call.tool === undefined) return next(call);
    const decision = decide(call.request.principal, call.tool, call.request.arguments);
    return decision.effect === "allow" ? next(call) : endWith(call, "refused", `Not allowed: ${decision.reason}`);
  };
}
