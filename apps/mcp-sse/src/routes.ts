import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createId, type Principal } from "@mcp-tools/core";
import { answerError, Codes } from "@mcp-tools/mcp";
import type { McpRouteDeps } from "./deps.ts";

type Route = "/mcp" | "/sse" | "/messages";

/** An id from a proxy in front is kept where it is sane. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** Everything a browser client may send and see (protocol headers of all revisions). */
const CORS_ALLOW =
  "content-type, authorization, x-api-key, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, last-event-id, x-request-id, traceparent, tracestate";
const CORS_EXPOSE = "mcp-session-id, www-authenticate, mcp-protocol-version, x-request-id, retry-after";

/**
 * MCP's own routes, on Node's request and response: turning them into web objects and back would cost as much as
 * the protocol. Everything else goes to `others`. The order of checks: Host and Origin, CORS, credentials, protocol.
 */
export function createListener(deps: McpRouteDeps, others: RequestListener): RequestListener {
  const handlers: Record<Route, McpRouteDeps["mcp"]["mcp"]> = {
    "/mcp": deps.mcp.mcp,
    "/sse": deps.mcp.sse,
    "/messages": deps.mcp.messages,
  };

  return (req, res) => {
    const path = pathOf(req.url);
    if (!isRoute(path)) return others(req, res);
    const started = performance.now();
    const requestId = requestIdOf(req);
    res.setHeader("x-request-id", requestId);
    let principal: Principal | undefined;
    res.once("close", () => {
      const ms = performance.now() - started;
      deps.metrics.httpEnded("mcp-sse", req.method ?? "", path, res.statusCode, ms);
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
      else answerError(res, { status: 500, code: Codes.internal, message: "Internal error" });
    };
    try {
      principal = admit(deps, req, res);
      if (principal !== undefined) handlers[path](req, res, { principal, requestId }).catch(fail);
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

function isRoute(path: string): path is Route {
  return path === "/mcp" || path === "/sse" || path === "/messages";
}
