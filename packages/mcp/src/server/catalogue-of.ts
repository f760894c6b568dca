import type { Principal } from "@mcp-tools/core";
import type { Catalogue, Toolbox } from "@mcp-tools/tools";

/**
 * What a principal sees at an endpoint, after loading what is not loaded yet; without a promise where everything is.
 * @throws AppError `unavailable` while the policy cannot be read: then nobody sees anything
 */
export function catalogueOf(toolbox: Toolbox, principal: Principal, toolset?: string): Catalogue | Promise<Catalogue> {
  return toolbox.isLoaded && toolbox.policy.isLoaded
    ? toolbox.catalogue(principal, toolset)
    : load(toolbox).then(() => toolbox.catalogue(principal, toolset));
}

async function load(toolbox: Toolbox): Promise<void> {
  await toolbox.load();
  if (!toolbox.policy.isLoaded) await toolbox.policy.load();
}
