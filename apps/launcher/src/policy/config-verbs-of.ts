import { createConfigVerbs, createKeyVerbs, type ConfigVerbs } from "@mcp-tools/governance";
import { policyVerbsOf, type Platform } from "@mcp-tools/platform";

/** The verbs for the configuration file, on what a process has open. */
export function configVerbsOf(platform: Platform): ConfigVerbs {
  const { keys, audit } = platform;
  return createConfigVerbs({ policy: policyVerbsOf(platform), keys: createKeyVerbs({ keys, audit }) });
}
