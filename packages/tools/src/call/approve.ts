import type { Decision, Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import type { Approver, Consent } from "./ports.ts";
import { endWith, type Next, type RunningCall, type Stage } from "./stage.ts";
import type { CallAnswer } from "./tool-call.ts";

const GONE = "This credential was revoked or expired while the call waited for approval.";

type Given = Consent & { readonly kind: "given" };

/**
 * A call that needs a human waits for one. While it waited, anything may have changed: it is decided again right before
 * it runs. Consent under another policy does not count: what that policy allows runs without it, what it asks about is
 * asked anew.
 */
export function approve(policy: Policy, approver: Approver): Stage {
  const ask = async (call: RunningCall, next: Next): Promise<CallAnswer> => {
    let { decision } = call;
    while (decision?.effect === "ask") {
      const consent = await approver.ask(call, decision);
      if (consent.kind !== "given" && consent.kind !== "changed") return answerTo(call, consent);
      const now = (await stillHolds(call, consent)) ? decideAgain(call, policy) : GONE;
      const covers =
        consent.kind === "given" && (consent.policyVersion === undefined || consent.policyVersion === policy.version);
      if (consent.kind === "given" && covers && typeof now !== "string" && now.effect === "ask")
        return runWith(consent, call, next);
      if (consent.kind === "given") await consent.giveBack();
      if (typeof now === "string") return endWith(call, "refused", now);
      call.decision = decision = now;
    }
    return next(call);
  };
  return (call, next) => (call.decision?.effect === "ask" ? ask(call, next) : next(call));
}

function answerTo(call: RunningCall, consent: Exclude<Consent, { kind: "given" | "changed" }>): CallAnswer {
  switch (consent.kind) {
    case "refused":
    case "pending":
      return endWith(call, consent.kind, consent.message);
    case "cancelled":
      return endWith(call, "cancelled", "The call was cancelled while it waited for approval.");
    case "ask_client":
      call.outcome = "input_required";
      return { kind: "input_required", requests: consent.requests };
  }
}

async function runWith(consent: Given, call: RunningCall, next: Next): Promise<CallAnswer> {
  let answer: CallAnswer | undefined;
  try {
    return (answer = await next(call));
  } finally {
    // A tool asks before it acts, and starts from the beginning with the answer: that is still the run which was approved.
    await (answer?.kind === "input_required" || !call.ran ? consent.giveBack() : consent.settle());
  }
}

async function stillHolds({ request }: RunningCall, consent: Consent): Promise<boolean> {
  try {
    return (await request.stillHolds?.()) ?? true;
  } catch (error) {
    if (consent.kind === "given") await consent.giveBack();
    throw error;
  }
}

/** What holds now, or why it may not run. */
function decideAgain(call: RunningCall, policy: Policy): Decision | string {
  const { toolset, tool: name } = call.request;
  const principal = policy.current(call.request.principal);
  if (principal === undefined) return GONE;
  const tool = policy.catalogue(principal, toolset)?.tool(name);
  if (tool === undefined) return "The tool was switched off or hidden while the call waited for approval.";
  if (tool.digest !== toolOf(call).digest)
    return "The tool's schema changed while the call waited for approval. Look at it and call again.";
  const decision = policy.decide({ principal, tool, toolset, input: call.input });
  return decision.effect === "refuse" ? `Not allowed: ${decision.reason}` : decision;
}
