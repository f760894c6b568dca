import { createRequestContext, InputRequired, type RequestContext, type ResourceReturn } from "@mcp-tools/tools";
import {
  ResourceNotFoundError,
  type ReadResourceResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { openDialogue, type Dialogue } from "./ask-and-answer.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { page } from "./page.ts";

/** `resources/*`. Subscriptions belong to a session, so only units that have one keep them. */
export function addResourceHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;

  server.setRequestHandler("resources/list", async (request) => {
    await toolbox.load();
    const { items, nextCursor } = page(toolbox.registry.resources(), request.params?.cursor);
    return {
      resources: items.map(({ read: _, ...listing }) => listing),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  });

  server.setRequestHandler("resources/templates/list", async (request) => {
    await toolbox.load();
    const { items, nextCursor } = page(toolbox.registry.templates(), request.params?.cursor);
    return {
      resourceTemplates: items.map(({ read: _, complete: __, always: ___, ...listing }) => listing),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  });

  server.setRequestHandler("resources/read", async (request, ctx) => {
    await toolbox.load();
    const { uri } = request.params;
    const dialogue = openDialogue({
      server,
      ctx,
      exchange: unit.exchangeOf(ctx.mcpReq.id),
      params: uri,
      principalId: unit.principal.id,
      states: deps.states,
    });
    try {
      return await readResource(uri, deps, contextOf(unit, ctx, dialogue, deps));
    } catch (error) {
      if (error instanceof InputRequired) return dialogue.inputRequired(error.requests);
      throw error;
    }
  });

  const { subscriptions } = unit;
  if (subscriptions === undefined) return;
  server.setRequestHandler("resources/subscribe", (request) => {
    subscriptions.add(request.params.uri);
    unit.onSubscriptionsChanged?.();
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", (request) => {
    subscriptions.delete(request.params.uri);
    unit.onSubscriptionsChanged?.();
    return {};
  });
}

export function contextOf(unit: ServerUnit, ctx: ServerContext, dialogue: Dialogue, deps: HandlerDeps): RequestContext {
  return createRequestContext({
    principal: unit.exchangeOf(ctx.mcpReq.id)?.principal ?? unit.principal,
    client: dialogue.client,
    signal: ctx.mcpReq.signal,
    announce: (event) => deps.bus.publish(event),
    log: () => deps.logger.child({ method: ctx.mcpReq.method }),
  });
}

async function readResource(
  uri: string,
  { toolbox }: HandlerDeps,
  context: RequestContext,
): Promise<ReadResourceResult> {
  const resource = toolbox.registry.resource(uri);
  if (resource !== undefined) return { contents: toContents(uri, resource.mimeType, await resource.read(context)) };
  const found = toolbox.registry.matchTemplate(uri);
  const body = found === undefined ? undefined : await found.template.read(found.variables, { ...context, uri });
  if (found === undefined || body === undefined) throw new ResourceNotFoundError(uri, `Resource not found: ${uri}`);
  return { contents: toContents(uri, found.template.mimeType, body) };
}

function toContents(uri: string, mimeType: string | undefined, body: ResourceReturn): ReadResourceResult["contents"] {
  const type = mimeType === undefined ? {} : { mimeType };
  if (typeof body === "string") return [{ uri, ...type, text: body }];
  if (body instanceof Uint8Array) return [{ uri, ...type, blob: Buffer.from(body).toString("base64") }];
  return body.contents.map((contents) => ({ uri, ...type, ...contents }));
}
