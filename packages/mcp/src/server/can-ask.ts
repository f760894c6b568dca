import type { ClientFeature, ClientRequest } from "@mcp-tools/tools";
import type { ClientCapabilities } from "@modelcontextprotocol/server";

const URL_MODE = "url";

/** Whether a client that declared this can be asked that. A bare `elicitation: {}` means forms (2025-11-25 elicitation). */
export function canAsk({ elicitation, ...others }: ClientCapabilities, feature: ClientFeature): boolean {
  if (feature === "url_elicitation") return elicitation?.url !== undefined;
  if (feature === "elicitation")
    return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
  return others[feature] !== undefined;
}

/** What a client has to have declared to be asked this. */
export function featureOf({ method, params }: ClientRequest): ClientFeature {
  if (method === "sampling/createMessage") return "sampling";
  if (method === "roots/list") return "roots";
  return params["mode"] === URL_MODE ? "url_elicitation" : "elicitation";
}
