import { createPolicyVerbs, type PolicyVerbs } from "@mcp-tools/governance";
import type { Platform } from "../platform.ts";

/** The verbs for the policy, on what a process has open. */
export function policyVerbsOf({
  policies,
  audit,
  toolbox,
  refreshPolicy,
}: Pick<Platform, "policies" | "audit" | "toolbox" | "refreshPolicy">): PolicyVerbs {
  return createPolicyVerbs({
    store: policies,
    audit,
    loadRegistry: async () => {
      await toolbox.load();
      return toolbox.registry;
    },
    refresh: refreshPolicy,
  });
}
