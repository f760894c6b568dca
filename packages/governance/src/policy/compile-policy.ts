import type { Access, PolicyDocument } from "@mcp-tools/core";
import type { Decision, RegisteredTool } from "@mcp-tools/tools";
import { validatedSchema } from "@mcp-tools/tools";
import { compileRules, defaultDecisions, type CompiledRule } from "../match/compile-rule.ts";
import { findReachable } from "../match/find-reachable.ts";
import { compileToolset, shownTools, type CompiledToolset, type ShownTool } from "./compile-toolsets.ts";

/** A document made ready over the tools of the registry as it is now. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly rules: readonly CompiledRule[];
  readonly defaults: Readonly<Record<Access, Decision>>;
  /** Those that are on. */
  readonly tools: readonly ShownTool[];
  /** Made ready at its first use. */
  toolset(name: string): CompiledToolset | undefined;
  /** Rules that can be about a tool, whoever calls it. */
  rulesOf(tool: RegisteredTool): readonly CompiledRule[];
  /** A decision that some arguments would get and that does not refuse; undefined when there is none. */
  reach(shown: ShownTool, rules: readonly CompiledRule[]): Decision | undefined;
}

export function compilePolicy(document: PolicyDocument, registered: readonly RegisteredTool[]): CompiledPolicy {
  const rules = compileRules(document.rules);
  const defaults = defaultDecisions(document.defaults);
  const tools = shownTools(registered, document.tools);
  const rulesByTool = new Map<string, readonly CompiledRule[]>();
  const reached = new WeakMap<ShownTool, Map<string, Decision | undefined>>();

  const toolsets = new Map(document.toolsets.map((toolset) => [toolset.name, toolset]));
  const compiled = new Map<string, CompiledToolset>();

  function toolset(name: string): CompiledToolset | undefined {
    const given = toolsets.get(name);
    if (given === undefined) return undefined;
    const made = compiled.get(name) ?? compileToolset(given, tools);
    compiled.set(name, made);
    return made;
  }

  function rulesOf({ definition: { name }, access }: RegisteredTool): readonly CompiledRule[] {
    let fitting = rulesByTool.get(name);
    if (fitting === undefined) {
      fitting = rules.filter(({ fitsTool }) => fitsTool(name, access));
      rulesByTool.set(name, fitting);
    }
    return fitting;
  }

  /** Principals to whom the same rules apply share the answer. */
  function reach(shown: ShownTool, applicable: readonly CompiledRule[]): Decision | undefined {
    const key = applicable.map(({ index }) => index).join();
    const answers = reached.get(shown) ?? new Map<string, Decision | undefined>();
    reached.set(shown, answers);
    if (!answers.has(key)) {
      const { tool } = shown;
      const known = () => ({ schema: validatedSchema(tool), fixed: tool.fixedArguments });
      answers.set(key, findReachable(applicable, defaults[tool.access], known));
    }
    return answers.get(key);
  }

  return {
    document,
    rules,
    defaults,
    tools,
    toolset,
    rulesOf,
    reach,
  };
}
