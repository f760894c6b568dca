import type { LimitClaim, OutputBudget, PolicyDocument, Principal } from "@mcp-tools/core";
import type { Catalogue, DecideCall, Decision, RegisteredTool, Registry } from "@mcp-tools/tools";
import { decideByRules } from "../match/compile-rule.ts";
import { compilePolicy, type CompiledPolicy } from "./compile-policy.ts";
import { createView, type View } from "./create-view.ts";
import { limitClaims, outputBudget } from "./principal-claims.ts";

/** One version of the policy, ready to decide. What it worked out for a principal goes with the principal, or with it. */
export interface Snapshot {
  readonly version: number;
  readonly createdAt: number;
  readonly document: PolicyDocument;
  catalogue(principal: Principal, toolset: string | undefined): Catalogue | undefined;
  decide(call: DecideCall): Decision;
  limits(principal: Principal, tool: RegisteredTool): readonly LimitClaim[];
  output(principal: Principal, tool: RegisteredTool): OutputBudget;
}

interface PrincipalState {
  readonly views: Map<string | undefined, View>;
  readonly limits: Map<string, readonly LimitClaim[]>;
  readonly output: Map<string, OutputBudget>;
}

const HIDDEN: Decision = Object.freeze({ effect: "refuse", reason: "there is no such tool for this caller." });
const CHANGED: Decision = Object.freeze({
  effect: "refuse",
  reason: "the tool was changed at this moment. Look at it and call again.",
});

export function createSnapshot(
  { version, createdAt, document }: Pick<Snapshot, "version" | "createdAt" | "document">,
  registry: Registry,
): Snapshot {
  let seen: readonly RegisteredTool[] | undefined;
  let policy: CompiledPolicy;
  let states = new WeakMap<Principal, PrincipalState>();

  /** The registry's lists are new ones after each change. */
  function stateOf(principal: Principal): PrincipalState {
    const tools = registry.tools();
    if (tools !== seen) {
      policy = compilePolicy(document, tools);
      states = new WeakMap();
      seen = tools;
    }
    let state = states.get(principal);
    if (state === undefined) {
      state = { views: new Map(), limits: new Map(), output: new Map() };
      states.set(principal, state);
    }
    return state;
  }

  function viewOf(principal: Principal, toolset: string | undefined): View | undefined {
    const { views } = stateOf(principal);
    const known = views.get(toolset);
    if (known !== undefined) return known;
    const view = createView(policy, registry, principal, toolset);
    // What is not there is not kept: the names come from callers.
    if (view !== undefined) views.set(toolset, view);
    return view;
  }

  return {
    version,
    createdAt,
    document,
    catalogue: (principal, toolset) => viewOf(principal, toolset)?.catalogue,
    decide(call) {
      const { principal, tool, toolset } = call;
      const entry = viewOf(principal, toolset)?.entries.get(tool.listing.name);
      if (entry === undefined) return HIDDEN;
      if (
        entry.tool !== tool &&
        (entry.tool.definition.name !== tool.definition.name || entry.tool.digest !== tool.digest)
      )
        return CHANGED;
      if (!("input" in call)) return entry.reachable;
      return decideByRules(entry.rules, policy.defaults[tool.access], call.input);
    },
    limits(principal, { definition: { name } }) {
      const { limits } = stateOf(principal);
      let claims = limits.get(name);
      if (claims === undefined) limits.set(name, (claims = limitClaims(document, principal, name)));
      return claims;
    },
    output(principal, { definition: { name } }) {
      const { output } = stateOf(principal);
      let budget = output.get(name);
      if (budget === undefined) output.set(name, (budget = outputBudget(document, principal, name)));
      return budget;
    },
  };
}
