import type { Access, Effect, Principal, Rule } from "@mcp-tools/core";
import type { Decision } from "@mcp-tools/tools";
import { createCondition, holds, type Condition } from "./condition.ts";
import { createGlobs } from "./glob.ts";

/** What principals, toolsets and tools have to be for the rule to be asked; what it then looks at. */
export interface CompiledRule {
  /** Its place among the rules that are on. */
  readonly index: number;
  readonly decision: Decision;
  fitsPrincipal(principal: Pick<Principal, "id" | "kind" | "name">): boolean;
  /** `toolset`: the one through which the call comes. */
  fitsToolset(toolset: string | undefined): boolean;
  /** By the tool's own name. */
  fitsTool(name: string, access: Access): boolean;
  /** Whether it is about reading resources and prompts too. */
  readonly fitsReading: boolean;
  /** All have to hold. */
  readonly conditions: readonly Condition[];
}

/** The rules that are on, in their order. */
export function compileRules(rules: readonly Rule[]): CompiledRule[] {
  return rules.filter(({ enabled }) => enabled).map(compileRule);
}

function compileRule(rule: Rule, index: number): CompiledRule {
  const { principals, toolsets, tools, access, arguments: conditions = [] } = rule.match;
  const fitsName = principals && createGlobs(principals);
  const fitsTool = tools && createGlobs(tools);
  const accesses = access && new Set(access);
  const names = toolsets && new Set(toolsets);
  return {
    index,
    decision: Object.freeze({ effect: rule.effect, reason: reasonOf(rule), ruleId: rule.id }),
    fitsPrincipal: ({ id, kind, name }) => fitsName === undefined || fitsName(id) || fitsName(`${kind}:${name}`),
    fitsToolset: (toolset) => names === undefined || (toolset !== undefined && names.has(toolset)),
    fitsTool: (name, of) => (fitsTool?.(name) ?? true) && (accesses?.has(of) ?? true),
    fitsReading: tools === undefined && conditions.length === 0 && (accesses?.has("read") ?? true),
    conditions: conditions.map(createCondition),
  };
}

const DEEDS: Readonly<Record<Effect, (rule: string) => string>> = {
  allow: (rule) => `the rule ${rule} allows it.`,
  refuse: (rule) => `the rule ${rule} refuses it.`,
  ask: (rule) => `the rule ${rule} asks for approval.`,
};

function reasonOf({ id, description, effect, reason }: Rule): string {
  if (reason !== undefined && reason !== "") return reason;
  const about = description === undefined || description === "" ? "" : ` (${description})`;
  return DEEDS[effect](`"${id}"${about}`);
}

/** The first rule whose conditions hold decides. */
export function decideByRules(rules: readonly CompiledRule[], fallback: Decision, input: unknown): Decision {
  for (const { conditions, decision } of rules) {
    let fits = true;
    for (const condition of conditions)
      if (!holds(condition, input)) {
        fits = false;
        break;
      }
    if (fits) return decision;
  }
  return fallback;
}

const FALLBACKS: Readonly<Record<Effect, string>> = {
  allow: "are allowed",
  refuse: "are refused",
  ask: "need approval",
};
const KINDS: Readonly<Record<Access, string>> = {
  read: "tools that only read",
  write: "tools that write",
  destructive: "tools that may destroy",
};

/** What holds where no rule fits. */
export function defaultDecisions(defaults: Readonly<Record<Access, Effect>>): Readonly<Record<Access, Decision>> {
  const decide = (access: Access): Decision =>
    Object.freeze({
      effect: defaults[access],
      reason: `${KINDS[access]} ${FALLBACKS[defaults[access]]} unless a rule says otherwise.`,
    });
  return { read: decide("read"), write: decide("write"), destructive: decide("destructive") };
}
