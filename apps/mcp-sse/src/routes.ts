import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  createId,
  isAppError,
  type HttpRequest,
  type HttpResponse,
  type Principal,
  type RequestSpan,
} from "@mcp-tools/core";
import type { Authentication } from "@mcp-tools/governance";
import { answerError, Codes, type Caller } from "@mcp-tools/mcp";
import type { ClientAddress } from "@mcp-tools/platform";
import type { McpRouteDeps } from "./deps.ts";
import { endpointOf, type Endpoint } from "./endpoint.ts";
import { hasToolset } from "./has-toolset.ts";

/** An id from a proxy in front is kept where it is sane. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** Everything a browser client may send and see (protocol headers of all revisions). */
const CORS_ALLOW =
  "content-type, authorization, x-api-key, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, last-event-id, x-request-id, traceparent, tracestate";
const CORS_EXPOSE = "mcp-session-id, www-authenticate, mcp-protocol-version, x-request-id, retry-after";

type Listener = (req: HttpRequest, res: HttpResponse) => void;

/**
 * MCP's own routes, on Node's request and response or what stands for them: turning them into web objects and back would
 * cost as much as the protocol. Everything else goes to `others`. The order of checks: Host and Origin, CORS, floods, credentials,
 * toolset, protocol.
 */
export function createListener(deps: McpRouteDeps, others: RequestListener): Listener {
  const handlers: Record<Endpoint["route"], McpRouteDeps["mcp"]["mcp"]> = {
    "/mcp": deps.mcp.mcp,
    "/mcp/:toolset": deps.mcp.mcp,
    "/sse": deps.mcp.sse,
    "/sse/:toolset": deps.mcp.sse,
    "/messages": deps.mcp.messages,
  };

  /** To someone who was not given it, a toolset does not exist. */
  async function serveToolset(req: HttpRequest, res: HttpResponse, caller: Caller, route: Endpoint["route"]) {
    const { toolset = "", principal } = caller;
    if (await hasToolset(deps.policy, principal, toolset)) return handlers[route](req, res, caller);
    answerError(res, {
      status: 404,
      code: Codes.server,
      message: `Not found: there is no toolset "${toolset}" for this caller.`,
    });
  }

  return (req, res) => {
    const path = pathOf(req.url);
    const client = deps.clientAddress(req);
    const endpoint = endpointOf(path);
    if (endpoint === undefined) {
      if (deps.floodGuard(client) !== "pass") return answerFlood(res);
      return others(req as IncomingMessage, res as ServerResponse);
    }
    const { route, toolset } = endpoint;
    const started = performance.now();
    const requestId = requestIdOf(req);
    res.setHeader("x-request-id", requestId);
    const span = deps.tracing === undefined ? undefined : startSpan(deps.tracing, req, { route, requestId });
    let principal: Principal | undefined;
    let isLogged = true;
    res.on("close", () => {
      const ms = performance.now() - started;
      deps.metrics.httpEnded("mcp-sse", req.method ?? "", route, res.statusCode, ms);
      const traceId = span?.traceId;
      span?.end(res.statusCode);
      if (!isLogged) return;
      deps.logRequest({
        method: req.method,
        path,
        status: res.statusCode,
        ms: Math.round(ms * 100) / 100,
        requestId,
        principal: principal?.id,
        address: client.address,
        traceId,
      });
    });
    const fail = (error: unknown) => {
      deps.logger.error({ err: error, requestId }, "request failed");
      if (res.headersSent) res.destroy();
      else answerFault(res, error);
    };
    const serve = (authentication: Authentication): void => {
      if (authentication.kind === "challenge") {
        const { status, message, headers } = authentication;
        return answerError(res, { status, code: Codes.server, message, headers });
      }
      principal = authentication.principal;
      const caller: Caller = { principal, requestId, toolset, address: client.address };
      const serving = toolset === undefined ? handlers[route](req, res, caller) : serveToolset(req, res, caller, route);
      if (serving instanceof Promise) serving.catch(fail);
    };
    const enter = (): void => {
      try {
        if (!isAdmitted(deps, req, res)) return;
        const passage = deps.floodGuard(client);
        if (passage !== "pass") {
          // One line a second tells of a flood; a line for each of its requests would be a part of it.
          isLogged = passage === "first";
          return answerFlood(res);
        }
        const authentication = authenticate(deps, req, { path, client, requestId });
        if (authentication instanceof Promise) authentication.then(serve).catch(fail);
        else serve(authentication);
      } catch (error) {
        // A fault in the checks must not take the process down.
        fail(error);
      }
    };
    if (span === undefined) enter();
    else span.run(enter);
  };
}

/** None for streams: they last for days, and what happens on them has spans of its own. */
function startSpan(
  tracing: NonNullable<McpRouteDeps["tracing"]>,
  { method = "", headers }: HttpRequest,
  { route, requestId }: { route: string; requestId: string },
): RequestSpan | undefined {
  if (method === "GET") return undefined;
  return tracing.request(`${method} ${route}`, {
    parent: { traceparent: headers["traceparent"], tracestate: headers["tracestate"] },
    attributes: { "http.request.method": method, "http.route": route, "mcp_tools.request.id": requestId },
  });
}

/** Host, Origin and CORS. Answers itself where one fails or nothing is left to do. */
function isAdmitted(deps: McpRouteDeps, req: HttpRequest, res: HttpResponse): boolean {
  const { origin, host } = req.headers;
  if (!deps.isAllowedHost(host)) {
    answerError(res, {
      status: 403,
      code: Codes.server,
      message: "Forbidden: this Host is not allowed. Add it to ALLOWED_HOSTS, or set PUBLIC_URL.",
    });
    return false;
  }
  if (!deps.isAllowedOrigin(origin)) {
    answerError(res, {
      status: 403,
      code: Codes.server,
      message: "Forbidden: this Origin is not allowed. Add it to ALLOWED_ORIGINS.",
    });
    return false;
  }
  if (origin !== undefined) {
    res.setHeader("access-control-allow-origin", origin);
    res.setHeader("access-control-expose-headers", CORS_EXPOSE);
    res.setHeader("vary", "Origin");
  }
  if (req.method === "OPTIONS") {
    answerPreflight(req, res);
    return false;
  }
  return true;
}

function authenticate(
  deps: McpRouteDeps,
  { headers, rawHeaders, url = "" }: HttpRequest,
  { path, client, requestId }: { path: string; client: ClientAddress; requestId: string },
): Authentication | Promise<Authentication> {
  return deps.authenticate({
    headers,
    rawHeaders,
    path,
    query: url.slice(path.length + 1),
    transport: path.startsWith("/mcp") ? "http" : "sse",
    address: client.address,
    network: client.network,
    requestId,
  });
}

function answerFlood(res: HttpResponse): void {
  answerError(res, {
    status: 429,
    code: Codes.server,
    message: "Too many requests from this address. Try again in a second.",
    headers: { "retry-after": "1" },
  });
}

function answerPreflight(req: HttpRequest, res: HttpResponse): void {
  const asked = req.headers["access-control-request-headers"] ?? "";
  // Tools name their own Mcp-Param-* headers.
  const params = asked
    .split(",")
    .map((name) => name.trim())
    .filter((name) => /^mcp-param-[\w-]+$/i.test(name));
  res.writeHead(204, {
    "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": [CORS_ALLOW, ...params].join(", "),
    "access-control-max-age": "600",
  });
  res.end();
}

function requestIdOf(req: HttpRequest): string {
  const sent = req.headers["x-request-id"];
  return typeof sent === "string" && REQUEST_ID.test(sent) ? sent : createId();
}

export function pathOf(url = "/"): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

/** A store that cannot be reached is soon over; anything else is a fault whose words are for the log. */
function answerFault(res: HttpResponse, error: unknown): void {
  if (isAppError(error) && error.code === "unavailable")
    answerError(res, { status: 503, code: Codes.server, message: error.message, headers: { "retry-after": "5" } });
  else answerError(res, { status: 500, code: Codes.internal, message: "Internal error" });
}
