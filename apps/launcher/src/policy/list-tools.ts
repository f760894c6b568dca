import { operator } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";

/** Lists the tools of the packs, with their access and whether they are on. */
export async function listTools({ json }: { json: boolean }, { platform, output }: PolicyCommandDeps): Promise<void> {
  const { document } = await policyVerbsOf(platform).current(operator);
  await platform.toolbox.load();
  const tools = platform.toolbox.registry.tools().map(({ definition: { name, title }, pack, access }) => {
    const settings = Object.hasOwn(document.tools, name) ? document.tools[name] : undefined;
    return { name, title: settings?.title ?? title, pack, access, enabled: settings?.enabled ?? true };
  });
  if (json) return output.json(tools);
  const width = Math.max(0, ...tools.map(({ name }) => name.length));
  for (const { name, pack, access, enabled } of tools)
    output.print(`${name.padEnd(width)}  ${access.padEnd(11)}  ${pack}${enabled ? "" : "  (off)"}`);
  if (tools.length === 0) output.print("There are no tools: see TOOL_PACKS and TOOLS_DIR.");
}
