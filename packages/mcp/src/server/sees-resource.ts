import type { Catalogue } from "@mcp-tools/tools";

/** Whether there is a resource under this URI, as far as the catalogue can tell without reading it. */
export function seesResource(catalogue: Catalogue, uri: string): boolean {
  return catalogue.resource(uri) !== undefined || catalogue.matchTemplate(uri) !== undefined;
}
