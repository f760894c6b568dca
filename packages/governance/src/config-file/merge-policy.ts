import type { PolicyDocument, Rule, Toolset } from "@mcp-tools/core";
import type { Config } from "./parse-config.ts";

/**
 * What a file makes of the policy that holds. What it does not name stays; with `prune` that goes, as if the file were
 * all there is. A rule, toolset or tool that it names is as it says.
 */
export function mergePolicy(current: PolicyDocument, { policy, named }: Config, prune: boolean): PolicyDocument {
  if (policy === undefined) return current;
  if (prune) return policy;
  return {
    defaults: mergeFields(current, policy, named, "defaults"),
    rules: mergeRules(current.rules, policy.rules),
    toolsets: mergeToolsets(current.toolsets, policy.toolsets),
    tools: { ...current.tools, ...policy.tools },
    limits: "limits" in named ? policy.limits : current.limits,
    output: "output" in named ? policy.output : current.output,
    approvals: mergeFields(current, policy, named, "approvals"),
    idempotency: mergeFields(current, policy, named, "idempotency"),
  };
}

/** Fields that the file names win, each by itself. */
function mergeFields<Part extends "defaults" | "approvals" | "idempotency">(
  current: PolicyDocument,
  policy: PolicyDocument,
  named: Config["named"],
  part: Part,
): PolicyDocument[Part] {
  const fields = Object.keys((named[part] as object | undefined) ?? {});
  const given = Object.entries(policy[part]).filter(([field]) => fields.includes(field));
  return { ...current[part], ...Object.fromEntries(given) };
}

/**
 * Named rules in the file's order, at the places where named ones stood; the others stay where they are, because a rule
 * that moves may decide what another one decided. A new one follows the one before it in the file; the first comes before
 * the next one that is known, or before all.
 */
function mergeRules(current: readonly Rule[], given: readonly Rule[]): readonly Rule[] {
  const known = new Set(current.map(({ id }) => id));
  const named = new Set(given.map(({ id }) => id));
  const rest = given.filter(({ id }) => known.has(id));
  const merged = current.map((rule) => (named.has(rule.id) ? (rest.shift() ?? rule) : rule));
  for (const [index, rule] of given.entries()) {
    if (known.has(rule.id)) continue;
    const before = given[index - 1]?.id;
    const next = given.slice(index).find(({ id }) => known.has(id))?.id;
    const at = merged.findIndex(({ id }) => id === (before ?? next));
    merged.splice(before === undefined ? Math.max(at, 0) : at + 1, 0, rule);
  }
  return merged;
}

function mergeToolsets(current: readonly Toolset[], given: readonly Toolset[]): readonly Toolset[] {
  const byName = new Map(given.map((toolset) => [toolset.name, toolset]));
  const known = new Set(current.map(({ name }) => name));
  return [
    ...current.map((toolset) => byName.get(toolset.name) ?? toolset),
    ...given.filter(({ name }) => !known.has(name)),
  ];
}
