import type { PolicyDocument, Principal } from "@mcp-tools/core";
import type { Decision, RegisteredTool } from "@mcp-tools/tools";
import { decideByRules, type CompiledRule } from "../match/compile-rule.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { ShownTool } from "./compile-toolsets.ts";

/** A call as it was recorded: grants of its credential are not known any more. */
export interface PastCall {
  readonly principal: Pick<Principal, "id" | "kind" | "name">;
  readonly toolset: string | undefined;
  /** The tool's own name. */
  readonly tool: string;
}

/** What a document makes of one kind of call: a decision, or one that depends on the arguments. */
export interface Judgement {
  /** Rules that look at arguments, where there are any. */
  readonly rules: readonly CompiledRule[];
  /** Undefined: no such tool there. */
  readonly shown: ShownTool | undefined;
  decide(input: unknown): Decision;
}

const OFF: Decision = Object.freeze({ effect: "refuse", reason: "the tool is switched off." });
const NOT_IN_TOOLSET: Decision = Object.freeze({ effect: "refuse", reason: "the tool is not in that toolset." });

/** Judges past calls by a document's switches, toolsets, rules and defaults. Calls of one kind are looked up once. */
export function createJudge(document: PolicyDocument, tools: readonly RegisteredTool[]): (call: PastCall) => Judgement {
  const policy = compilePolicy(document, tools);
  const known = new Map<string, Judgement>();

  function judge({ principal, toolset, tool: name }: PastCall): Judgement {
    const isOn = policy.tools.some(({ tool }) => tool.definition.name === name);
    const source = toolset === undefined ? policy.tools : (policy.toolset(toolset)?.tools ?? []);
    const shown = source.find(({ tool }) => tool.definition.name === name);
    if (shown === undefined) return { rules: [], shown, decide: () => (isOn ? NOT_IN_TOOLSET : OFF) };
    const rules = policy
      .rulesOf(shown.tool)
      .filter(({ fitsPrincipal, fitsToolset }) => fitsPrincipal(principal) && fitsToolset(toolset));
    const fallback = policy.defaults[shown.tool.access];
    return { rules: untilSure(rules), shown, decide: (input) => decideByRules(rules, fallback, input) };
  }

  return (call) => {
    const key = JSON.stringify([call.principal.id, call.principal.name, call.toolset, call.tool]);
    let judgement = known.get(key);
    if (judgement === undefined) {
      judgement = judge(call);
      if (known.size < KINDS_MAX) known.set(key, judgement);
    }
    return judgement;
  };
}

const KINDS_MAX = 20_000;

/** Those that arguments can make a difference to. */
function untilSure(rules: readonly CompiledRule[]): readonly CompiledRule[] {
  const sure = rules.findIndex(({ conditions }) => conditions.length === 0);
  return sure === -1 ? rules : rules.slice(0, sure);
}
