import { operator } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";

/** Switches a tool on or off, for everyone. */
export async function switchTool(
  { tool, enabled, json }: { tool: string; enabled: boolean; json: boolean },
  { platform, output }: PolicyCommandDeps,
): Promise<void> {
  const verbs = policyVerbsOf(platform);
  const { version: basedOn } = await verbs.current(operator);
  const { version, warnings, changes } = await verbs.setTool(operator, { basedOn, name: tool, settings: { enabled } });
  if (json) return output.json({ tool, enabled, version, warnings });
  for (const warning of warnings.filter((line) => line.includes(`"${tool}"`))) output.note(`Warning: ${warning}`);
  const state = enabled ? "on" : "off";
  output.print(changes.length === 0 ? `${tool} was ${state} already.` : `${tool} is ${state} now.`);
}
