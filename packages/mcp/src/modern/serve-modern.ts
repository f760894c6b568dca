import { andThen, type HttpRequest, type HttpResponse } from "@mcp-tools/core";
import type { InboundModernRoute, JSONRPCRequest, Server } from "@modelcontextprotocol/server";
import type { Catalogue, Toolbox } from "@mcp-tools/tools";
import { answerAccepted, answerError, Codes, type ErrorAnswer } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { catalogueOf } from "../server/catalogue-of.ts";
import type { ServerUnit } from "../server/create-server.ts";
import { MODERN_VERSION } from "../server/identity.ts";
import { checkParamHeaders, checkStandardHeaders } from "./check-headers.ts";
import type { Listeners } from "./listen.ts";
import { createModernExchange } from "./modern-transport.ts";
import type { RequestStates } from "./request-state.ts";
import { serveCall } from "./serve-call.ts";

export interface ModernDeps {
  readonly createServer: (unit: ServerUnit) => Server;
  readonly toolbox: Toolbox;
  readonly states: RequestStates;
  readonly serverInfo: object;
  readonly listeners: Listeners;
  readonly keepAlive: KeepAlive;
  /** See `McpHttpDeps`. */
  readonly resourceMetadataUrl: ((req: HttpRequest) => string | undefined) | undefined;
}

/** Serves one 2026-07-28 message. Nothing is kept between requests. */
export function serveModern(
  deps: ModernDeps,
  route: InboundModernRoute,
  { req, res, caller }: { req: HttpRequest; res: HttpResponse; caller: Caller },
): void | Promise<void> {
  // No client notification is defined over HTTP in this revision: closing the response is the cancellation.
  if (route.messageKind === "notification") return answerAccepted(res);
  const { message, classification } = route as {
    message: JSONRPCRequest;
    classification: InboundModernRoute["classification"];
  };
  if (classification.revision !== MODERN_VERSION) {
    const requested = classification.revision ?? "unknown";
    return answerError(res, {
      status: 400,
      code: Codes.unsupportedVersion,
      message: `Unsupported protocol version: ${requested}`,
      data: { supported: [MODERN_VERSION], requested },
      id: message.id,
    });
  }
  const refused = checkStandardHeaders(req.headers, message);
  if (refused !== undefined) return answerError(res, refused);
  if (message.method === "tools/call") {
    return andThen(catalogueOf(deps.toolbox, caller.principal, caller.toolset), (seen) => {
      const mismatch = checkParams(seen, req, message);
      return mismatch === undefined ? serveCall(deps, message, { req, res, caller }) : answerError(res, mismatch);
    });
  }
  if (message.method === "subscriptions/listen") return deps.listeners.serve(message, { req, res, caller });

  return serveBySdk(deps, { message, classification }, { req, res, caller });
}

async function serveBySdk(
  deps: ModernDeps,
  { message, classification }: { message: JSONRPCRequest; classification: InboundModernRoute["classification"] },
  { req, res, caller }: { req: HttpRequest; res: HttpResponse; caller: Caller },
): Promise<void> {
  const exchange = createModernExchange(message, { req, res, classification, keepAlive: deps.keepAlive });
  const about = {
    requestId: caller.requestId,
    address: caller.address,
    traceparent: req.headers["traceparent"] as string | undefined,
  };
  const server = deps.createServer({
    principal: caller.principal,
    toolset: caller.toolset,
    transport: "http",
    exchangeOf: () => about,
  });
  await server.connect(exchange.transport);
  exchange.dispatch({ classification, authInfo: { token: "", clientId: caller.principal.id, scopes: [] } });
}

/** Of a tool that the caller sees: the headers of any other are not looked at, as if there were none. */
function checkParams(catalogue: Catalogue, req: HttpRequest, message: JSONRPCRequest): ErrorAnswer | undefined {
  const tool = catalogue.tool(String(message.params?.["name"]));
  if (tool === undefined || tool.headerParams.length === 0) return undefined;
  return checkParamHeaders(req.headers, message.id, { tool, args: message.params?.["arguments"] });
}
