import type { Logger } from "@mcp-tools/core";
import {
  checkHost,
  checkOrigin,
  healthRoutes,
  logRequests,
  reportErrors,
  reportNotFound,
  requestId,
  type HostPolicy,
  type HttpEnv,
  type Platform,
} from "@mcp-tools/platform";
import { Hono } from "hono";
import { wellKnownRoutes } from "./well-known-routes.ts";

export interface AppDeps {
  readonly platform: Platform;
  readonly hostPolicy: HostPolicy;
  readonly logger: Logger;
}

/** Everything on the MCP port that is not MCP itself. */
export function createApp({ platform, hostPolicy, logger }: AppDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(requestId());
  app.use(logRequests({ logger, metrics: platform.metrics, service: "mcp-sse" }));
  app.onError(reportErrors({ logger }));
  app.notFound(reportNotFound());
  app.use(checkHost(hostPolicy));
  // In front of the Origin's check: any page may learn how to sign in.
  app.route("/", wellKnownRoutes(platform.authenticator));
  app.use(checkOrigin(hostPolicy));
  app.route("/", healthRoutes(platform));
  return app;
}
