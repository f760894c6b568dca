import type { Catalogue, Completer } from "@mcp-tools/tools";
import { ProtocolError, ProtocolErrorCode, type CompleteRequest, type Server } from "@modelcontextprotocol/server";
import { catalogueOf } from "./catalogue-of.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { principalOf } from "./principal-of.ts";

/** At most this many values an answer (`CompleteResult`). */
const VALUES_MAX = 100;

/** `completion/complete`, for prompt arguments and template variables. */
export function addCompletionHandler(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  server.setRequestHandler("completion/complete", async (request, ctx) => {
    const principal = principalOf(unit, ctx.mcpReq.id);
    const catalogue = await catalogueOf(deps.toolbox, principal, unit.toolset);
    const { ref, argument, context } = request.params;
    const complete = findCompleter(ref, argument.name, catalogue);
    const values = await complete?.(argument.value, context?.arguments ?? {}, {
      principal,
      signal: ctx.mcpReq.signal,
    });
    const all = values ?? [];
    return { completion: { values: all.slice(0, VALUES_MAX), total: all.length, hasMore: all.length > VALUES_MAX } };
  });
}

function findCompleter(
  ref: CompleteRequest["params"]["ref"],
  name: string,
  catalogue: Catalogue,
): Completer | undefined {
  if (ref.type === "ref/prompt") {
    const prompt = catalogue.prompt(ref.name);
    if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${ref.name}`);
    return prompt.arguments?.find((argument) => argument.name === name)?.complete;
  }
  const template = catalogue.templates().find(({ uriTemplate }) => uriTemplate === ref.uri);
  if (template === undefined && catalogue.resource(ref.uri) === undefined) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown resource template: ${ref.uri}`);
  }
  return template?.complete?.[name];
}
