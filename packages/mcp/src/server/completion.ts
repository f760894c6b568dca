import type { Completer } from "@mcp-tools/tools";
import { ProtocolError, ProtocolErrorCode, type CompleteRequest, type Server } from "@modelcontextprotocol/server";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";

/** At most this many values an answer (`CompleteResult`). */
const VALUES_MAX = 100;

/** `completion/complete`, for prompt arguments and template variables. */
export function addCompletionHandler(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  server.setRequestHandler("completion/complete", async (request, ctx) => {
    await deps.toolbox.load();
    const { ref, argument, context } = request.params;
    const complete = findCompleter(ref, argument.name, deps);
    const values = await complete?.(argument.value, context?.arguments ?? {}, {
      principal: unit.exchangeOf(ctx.mcpReq.id)?.principal ?? unit.principal,
      signal: ctx.mcpReq.signal,
    });
    const all = values ?? [];
    return { completion: { values: all.slice(0, VALUES_MAX), total: all.length, hasMore: all.length > VALUES_MAX } };
  });
}

function findCompleter(
  ref: CompleteRequest["params"]["ref"],
  name: string,
  { toolbox }: HandlerDeps,
): Completer | undefined {
  if (ref.type === "ref/prompt") {
    const prompt = toolbox.registry.prompt(ref.name);
    if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${ref.name}`);
    return prompt.arguments?.find((argument) => argument.name === name)?.complete;
  }
  const template = toolbox.registry.templates().find(({ uriTemplate }) => uriTemplate === ref.uri);
  if (template === undefined && toolbox.registry.resource(ref.uri) === undefined) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown resource template: ${ref.uri}`);
  }
  return template?.complete?.[name];
}
