import type { Tracing } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { HttpEnv } from "./http-env.ts";

/** A span for each request, until the head of its answer is known. Stands right behind `logRequests`, which then knows the trace. */
export function traceRequests(tracing: Tracing): MiddlewareHandler<HttpEnv> {
  return async function traceRequests(c, next) {
    const { method } = c.req;
    const span = tracing.request(method, {
      parent: { traceparent: c.req.header("traceparent"), tracestate: c.req.header("tracestate") },
      attributes: { "http.request.method": method, "mcp_tools.request.id": c.var.requestId },
    });
    c.set("traceId", span.traceId);
    await span.run(next);
    const route = matchedRoutes(c).findLast((matched) => matched.method !== "ALL")?.path;
    span.end(c.res.status, route);
  };
}
