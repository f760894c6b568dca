import type { ClientRequest } from "@mcp-tools/tools";
import type { ClientCapabilities } from "@modelcontextprotocol/server";

/** What these requests need that the client did not declare, as `data.requiredCapabilities` of -32021 names it; undefined when nothing. */
export function missingCapabilities(
  requests: Readonly<Record<string, ClientRequest>>,
  declared: ClientCapabilities,
): ClientCapabilities | undefined {
  const missing: ClientCapabilities = {};
  for (const { method, params } of Object.values(requests)) {
    if (method === "sampling/createMessage" && declared.sampling === undefined) missing.sampling = {};
    if (method === "roots/list" && declared.roots === undefined) missing.roots = {};
    if (method === "elicitation/create" && !canElicit(declared, params["mode"]))
      missing.elicitation = params["mode"] === "url" ? { url: {} } : { form: {} };
  }
  return Object.keys(missing).length === 0 ? undefined : missing;
}

/** A bare `elicitation: {}` means forms. */
function canElicit({ elicitation }: ClientCapabilities, mode: unknown): boolean {
  if (elicitation === undefined) return false;
  return mode === "url"
    ? elicitation.url !== undefined
    : elicitation.form !== undefined || elicitation.url === undefined;
}
