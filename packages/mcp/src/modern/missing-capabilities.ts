import type { ClientFeature, ClientRequest } from "@mcp-tools/tools";
import type { ClientCapabilities } from "@modelcontextprotocol/server";
import { canAsk, featureOf } from "../server/can-ask.ts";

const CAPABILITY_OF: Readonly<Record<ClientFeature, ClientCapabilities>> = {
  elicitation: { elicitation: { form: {} } },
  url_elicitation: { elicitation: { url: {} } },
  sampling: { sampling: {} },
  roots: { roots: {} },
};

/** What these requests need that the client did not declare, as `data.requiredCapabilities` of -32021 names it; undefined when nothing. */
export function missingCapabilities(
  requests: Readonly<Record<string, ClientRequest>>,
  declared: ClientCapabilities,
): ClientCapabilities | undefined {
  const missing = Object.values(requests)
    .map(featureOf)
    .filter((feature) => !canAsk(declared, feature));
  if (missing.length === 0) return undefined;
  const required: ClientCapabilities = {};
  for (const feature of missing) {
    const { elicitation, ...others } = CAPABILITY_OF[feature];
    Object.assign(required, others);
    if (elicitation !== undefined) required.elicitation = { ...required.elicitation, ...elicitation };
  }
  return required;
}
