import {
  createRequestContext,
  InputRequired,
  type Catalogue,
  type ReadAnswer,
  type RequestContext,
  type ResourceReturn,
} from "@mcp-tools/tools";
import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  type ReadResourceResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { openDialogue } from "./ask-and-answer.ts";
import { callerOf, type CallerPart } from "./caller-of.ts";
import { catalogueOf } from "./catalogue-of.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { page } from "./page.ts";
import { principalOf } from "./principal-of.ts";
import { seesResource } from "./sees-resource.ts";

/** Of one session. */
const SUBSCRIPTIONS_MAX = 1_000;

/** `resources/*`. Subscriptions belong to a session, so only units that have one keep them. */
export function addResourceHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;
  const seenBy = (ctx: ServerContext) => catalogueOf(toolbox, principalOf(unit, ctx.mcpReq.id), unit.toolset);

  server.setRequestHandler("resources/list", async (request, ctx) => {
    const { items, nextCursor } = page((await seenBy(ctx)).resources(), request.params?.cursor);
    return {
      resources: items.map(({ read: _, ...listing }) => listing),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  });

  server.setRequestHandler("resources/templates/list", async (request, ctx) => {
    const { items, nextCursor } = page((await seenBy(ctx)).templates(), request.params?.cursor);
    return {
      resourceTemplates: items.map(({ read: _, complete: __, always: ___, ...listing }) => listing),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  });

  server.setRequestHandler("resources/read", async (request, ctx) => {
    const { uri } = request.params;
    const catalogue = await seenBy(ctx);
    const caller = callerOf(server, unit, ctx);
    const dialogue = openDialogue({ server, ctx, unit, params: uri, states: deps.states });
    try {
      return await toolbox.recordRead({ ...caller, action: "resources/read", target: uri }, (signal) =>
        readResource(uri, catalogue, contextOf({ ...caller, signal }, { ctx, client: dialogue.client, deps })),
      );
    } catch (error) {
      if (error instanceof InputRequired) return dialogue.inputRequired(error.requests);
      throw error;
    }
  });

  const { subscriptions } = unit;
  if (subscriptions === undefined) return;
  server.setRequestHandler("resources/subscribe", async (request, ctx) => {
    const { uri } = request.params;
    if (!seesResource(await seenBy(ctx), uri)) throw notFound(uri);
    if (subscriptions.size >= SUBSCRIPTIONS_MAX && !subscriptions.has(uri))
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `A session can subscribe to ${SUBSCRIPTIONS_MAX} resources. Unsubscribe from some first.`,
      );
    subscriptions.add(uri);
    unit.onSubscriptionsChanged?.();
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", (request) => {
    subscriptions.delete(request.params.uri);
    unit.onSubscriptionsChanged?.();
    return {};
  });
}

/** What a resource or a prompt is given. */
export function contextOf(
  { principal, signal }: Pick<CallerPart, "principal" | "signal">,
  { ctx, client, deps }: { ctx: ServerContext; client: RequestContextClient; deps: HandlerDeps },
): RequestContext {
  return createRequestContext({
    principal,
    client,
    signal,
    announce: (event) => deps.bus.publish(event),
    log: () => deps.logger.child({ method: ctx.mcpReq.method }),
  });
}

type RequestContextClient = Parameters<typeof createRequestContext>[0]["client"];

async function readResource(
  uri: string,
  catalogue: Catalogue,
  context: RequestContext,
): Promise<ReadAnswer<ReadResourceResult>> {
  const resource = catalogue.resource(uri);
  if (resource !== undefined) return toAnswer(uri, resource.mimeType, await resource.read(context));
  const found = catalogue.matchTemplate(uri);
  const body = found === undefined ? undefined : await found.template.read(found.variables, { ...context, uri });
  if (found === undefined || body === undefined) return { kind: "refused", error: notFound(uri) };
  return toAnswer(uri, found.template.mimeType, body);
}

/** Of what is hidden as of what does not exist. */
function notFound(uri: string): ResourceNotFoundError {
  return new ResourceNotFoundError(uri, `Resource not found: ${uri}`);
}

function toAnswer(uri: string, mimeType: string | undefined, body: ResourceReturn): ReadAnswer<ReadResourceResult> {
  const contents = toContents(uri, mimeType, body);
  const bytes = contents.reduce(
    (sum, part) => sum + ("text" in part ? Buffer.byteLength(part.text) : part.blob.length),
    0,
  );
  return { kind: "read", value: { contents }, bytes };
}

function toContents(uri: string, mimeType: string | undefined, body: ResourceReturn): ReadResourceResult["contents"] {
  const type = mimeType === undefined ? {} : { mimeType };
  if (typeof body === "string") return [{ uri, ...type, text: body }];
  if (body instanceof Uint8Array) return [{ uri, ...type, blob: Buffer.from(body).toString("base64") }];
  return body.contents.map((contents) => ({ uri, ...type, ...contents }));
}
