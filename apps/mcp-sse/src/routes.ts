import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createId, isAppError, type Principal } from "@mcp-tools/core";
import { answerError, Codes, type Caller } from "@mcp-tools/mcp";
import type { McpRouteDeps } from "./deps.ts";
import { endpointOf, type Endpoint } from "./endpoint.ts";
import { hasToolset } from "./has-toolset.ts";

/** An id from a proxy in front is kept where it is sane. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** Everything a browser client may send and see (protocol headers of all revisions). */
const CORS_ALLOW =
  "content-type, authorization, x-api-key, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, last-event-id, x-request-id, traceparent, tracestate";
const CORS_EXPOSE = "mcp-session-id, www-authenticate, mcp-protocol-version, x-request-id, retry-after";

/**
 * MCP's own routes, on Node's request and response: turning them into web objects and back would cost as much as
 * the protocol. Everything else goes to `others`. The order of checks: Host and Origin, CORS, credentials, toolset,
 * protocol.
 */
export function createListener(deps: McpRouteDeps, others: RequestListener): RequestListener {
  const handlers: Record<Endpoint["route"], McpRouteDeps["mcp"]["mcp"]> = {
    "/mcp": deps.mcp.mcp,
    "/mcp/:toolset": deps.mcp.mcp,
    "/sse": deps.mcp.sse,
    "/sse/:toolset": deps.mcp.sse,
    "/messages": deps.mcp.messages,
  };

  /** To someone who was not given it, a toolset does not exist. */
  async function serveToolset(req: IncomingMessage, res: ServerResponse, caller: Caller, route: Endpoint["route"]) {
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
    const endpoint = endpointOf(path);
    if (endpoint === undefined) return others(req, res);
    const { route, toolset } = endpoint;
    const started = performance.now();
    const requestId = requestIdOf(req);
    res.setHeader("x-request-id", requestId);
    let principal: Principal | undefined;
    res.once("close", () => {
      const ms = performance.now() - started;
      deps.metrics.httpEnded("mcp-sse", req.method ?? "", route, res.statusCode, ms);
      deps.logger.info(
        {
          method: req.method,
          path,
          status: res.statusCode,
          ms: Math.round(ms * 100) / 100,
          requestId,
          principal: principal?.id,
        },
        "request",
      );
    });
    const fail = (error: unknown) => {
      deps.logger.error({ err: error, requestId }, "request failed");
      if (res.headersSent) res.destroy();
      else answerFault(res, error);
    };
    try {
      principal = admit(deps, req, res);
      if (principal === undefined) return;
      const caller: Caller = { principal, requestId, toolset };
      const serving = toolset === undefined ? handlers[route](req, res, caller) : serveToolset(req, res, caller, route);
      serving.catch(fail);
    } catch (error) {
      // A fault in the checks must not take the process down.
      fail(error);
    }
  };
}

/** The checks in front of the protocol. Answers itself, and returns undefined, where one fails or nothing is left to do. */
function admit(deps: McpRouteDeps, req: IncomingMessage, res: ServerResponse): Principal | undefined {
  const { origin, host } = req.headers;
  if (!deps.isAllowedHost(host)) {
    answerError(res, {
      status: 403,
      code: Codes.server,
      message: "Forbidden: this Host is not allowed. Add it to ALLOWED_HOSTS, or set PUBLIC_URL.",
    });
    return undefined;
  }
  if (!deps.isAllowedOrigin(origin)) {
    answerError(res, {
      status: 403,
      code: Codes.server,
      message: "Forbidden: this Origin is not allowed. Add it to ALLOWED_ORIGINS.",
    });
    return undefined;
  }
  if (origin !== undefined) {
    res.setHeader("access-control-allow-origin", origin);
    res.setHeader("access-control-expose-headers", CORS_EXPOSE);
    res.setHeader("vary", "Origin");
  }
  if (req.method === "OPTIONS") {
    answerPreflight(req, res);
    return undefined;
  }
  const principal = deps.authenticate(req.headers);
  if (principal === undefined) {
    answerError(res, {
      status: 401,
      code: Codes.server,
      message: "Unauthorized: this server requires a key. Send it as `Authorization: Bearer …`.",
      headers: { "www-authenticate": "Bearer" },
    });
  }
  return principal;
}

function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
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

function requestIdOf(req: IncomingMessage): string {
  const sent = req.headers["x-request-id"];
  return typeof sent === "string" && REQUEST_ID.test(sent) ? sent : createId();
}

function pathOf(url = "/"): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

/** A store that cannot be reached is soon over; anything else is a fault whose words are for the log. */
function answerFault(res: ServerResponse, error: unknown): void {
  if (isAppError(error) && error.code === "unavailable")
    answerError(res, { status: 503, code: Codes.server, message: error.message, headers: { "retry-after": "5" } });
  else answerError(res, { status: 500, code: Codes.internal, message: "Internal error" });
}
