import type { Logger } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Metrics } from "../metrics.ts";
import { createRequestLog } from "../logging/create-request-log.ts";
import type { HttpEnv } from "./http-env.ts";

export interface LogRequestsDeps {
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, "httpEnded">;
  /** The label in the metrics. */
  readonly service: string;
}

/** One line and one count per request, when the head of its answer is known. Stands right behind `requestId`. */
export function logRequests({ logger, metrics, service }: LogRequestsDeps): MiddlewareHandler<HttpEnv> {
  const log = createRequestLog(logger);
  return async function logRequests(c, next) {
    const start = performance.now();
    await next();
    const durationMs = performance.now() - start;
    const { status } = c.res;
    const { method, path } = c.req;
    metrics.httpEnded(service, method, routeOf(matchedRoutes(c)), status, durationMs);
    const ms = Math.round(durationMs * 100) / 100;
    const { requestId, principal, traceId } = c.var;
    log({ method, path, status, ms, requestId, principal: principal?.id, traceId });
  };
}

/** The pattern of the handler that was meant, `unmatched` where only middleware was. */
function routeOf(routes: readonly { method: string; path: string }[]): string {
  return routes.findLast(({ method }) => method !== "ALL")?.path ?? "unmatched";
}
