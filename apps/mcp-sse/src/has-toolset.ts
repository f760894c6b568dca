import type { Principal } from "@mcp-tools/core";
import type { ToolsetPolicy } from "./deps.ts";

/**
 * Whether there is such a toolset for this principal.
 * @throws AppError `unavailable` while the policy cannot be read
 */
export async function hasToolset(policy: ToolsetPolicy, principal: Principal, toolset: string): Promise<boolean> {
  if (!policy.isLoaded) await policy.load();
  return policy.catalogue(principal, toolset) !== undefined;
}
