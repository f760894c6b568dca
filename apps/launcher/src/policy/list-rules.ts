import { operator } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import { describeRule } from "./describe-rule.ts";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";

/** Lists the rules in the order in which they are asked, and what holds where none fits. */
export async function listRules({ json }: { json: boolean }, { platform, output }: PolicyCommandDeps): Promise<void> {
  const { version, document } = await policyVerbsOf(platform).current(operator);
  const { rules, defaults } = document;
  if (json) return output.json({ version, rules, defaults });
  for (const [position, rule] of rules.entries())
    output.print(`${String(position).padStart(4)}  ${describeRule(rule)}`);
  const rest = Object.entries(defaults).map(([access, effect]) => `${access} ${effect}`);
  output.print(`${rules.length === 0 ? "There are no rules." : "Where none fits:"} By default: ${rest.join(", ")}.`);
}
