import { createConfigVerbs, createKeyVerbs, createSessionVerbs } from "@mcp-tools/governance";
import { policyVerbsOf, type Platform } from "@mcp-tools/platform";
import type { ApiDeps } from "./routes/api-deps.ts";
import { createToolCaller } from "./try-it/create-tool-caller.ts";

type Governed = Pick<
  ApiDeps,
  "audit" | "keys" | "policy" | "configFile" | "approvals" | "credentials" | "sessions" | "toolCaller"
>;

/** What people and scripts govern through the API, over the platform's stores. */
export function openGoverned(platform: Platform): Governed {
  const { audit, approvals, credentials, toolbox } = platform;
  const keys = createKeyVerbs({ keys: platform.keys, audit });
  const policy = policyVerbsOf(platform);
  return {
    audit,
    keys,
    policy,
    configFile: createConfigVerbs({ policy, keys }),
    approvals,
    credentials,
    sessions: createSessionVerbs({ processes: platform.processes, audit }),
    toolCaller: createToolCaller({ toolbox }),
  };
}
