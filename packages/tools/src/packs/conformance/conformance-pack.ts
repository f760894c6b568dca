import { definePack, type Pack } from "../../define-tool.ts";
import { clientTools } from "./tools-client.ts";
import { contentTools } from "./tools-content.ts";
import { inputRequiredTools } from "./tools-input-required.ts";
import { runningTools } from "./tools-running.ts";
import { schemaTools } from "./tools-schema.ts";
import { fixturePrompts } from "./prompts.ts";
import { fixtureResources } from "./resources.ts";

/**
 * What the official conformance suite (`@modelcontextprotocol/conformance`) calls on a server under test, with the
 * names and behaviours its scenarios ask for. For tests only: switch it on with `TOOL_PACKS`.
 */
export function createConformancePack(): Pack {
  return definePack({
    name: "conformance",
    description: "Fixtures of the MCP conformance suite, for tests only",
    definitions: [
      ...contentTools,
      ...runningTools,
      ...clientTools,
      ...inputRequiredTools,
      ...schemaTools,
      ...fixtureResources,
      ...fixturePrompts,
    ],
  });
}
