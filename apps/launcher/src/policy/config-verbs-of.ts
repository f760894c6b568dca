import { createConfigVerbs, type ConfigVerbs } from "@mcp-tools/governance";
import { policyVerbsOf, type Platform } from "@mcp-tools/platform";

/** The verbs for the configuration file, on what a process has open. */
export function configVerbsOf(platform: Platform): ConfigVerbs {
  return createConfigVerbs({ policy: policyVerbsOf(platform) });
}
