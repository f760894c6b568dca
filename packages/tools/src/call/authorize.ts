import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import { endWith, type Stage } from "./stage.ts";

/**
 * Asks the policy. After validation, on the very arguments that will run: a rule about an argument must see its default,
 * and must not see what the tool does not.
 */
export function authorize(policy: Policy): Stage {
  return (call, next) => {
    const { principal, toolset } = call.request;
    const decision = policy.decide({ principal, tool: toolOf(call), toolset, input: call.input });
    if (decision.effect === "refuse") return endWith(call, "refused", `Not allowed: ${decision.reason}`);
    call.decision = decision;
    return next(call);
  };
}
