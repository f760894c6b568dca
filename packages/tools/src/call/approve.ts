import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import type { Approver } from "./ports.ts";
import { endWith, type Stage } from "./stage.ts";

/** A call that needs a human waits for one. While it waited, anything may have changed: it is decided again before it runs. */
export function approve(policy: Policy, approver: Approver): Stage {
  return async (call, next) => {
    const { decision } = call;
    if (decision === undefined || decision.effect === "allow") return next(call);
    const consent = await approver.ask(call, decision);
    switch (consent.kind) {
      case "refused":
      case "pending":
        return endWith(call, "refused", consent.message);
      case "cancelled":
        return endWith(call, "cancelled", "The call was cancelled while it waited for approval.");
      case "ask_client":
        call.outcome = "input_required";
        return { kind: "input_required", requests: consent.requests };
      case "given":
        break;
    }
    try {
      const problem = changedMeanwhile(call, policy);
      return problem === undefined ? await next(call) : endWith(call, "refused", problem);
    } finally {
      await consent.settle();
    }
  };
}

function changedMeanwhile(call: Parameters<Stage>[0], policy: Policy): string | undefined {
  const { principal, toolset, tool: name } = call.request;
  if (!policy.isValid(principal)) return "This credential was revoked or expired while the call waited for approval.";
  const tool = policy.catalogue(principal, toolset)?.tool(name);
  if (tool === undefined) return "The tool was switched off or hidden while the call waited for approval.";
  if (tool.digest !== toolOf(call).digest)
    return "The tool's schema changed while the call waited for approval. Look at it and call again.";
  const { effect, reason } = policy.decide({ principal, tool, toolset, input: call.input });
  return effect === "refuse" ? `Not allowed: ${reason}` : undefined;
}
