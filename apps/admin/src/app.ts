import { OpenAPIHono } from "@hono/zod-openapi";
import {
  checkHost,
  checkOrigin,
  healthRoutes,
  logRequests,
  reportErrors,
  reportNotFound,
  requestId,
  traceRequests,
} from "@mcp-tools/platform";
import type { MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import type { AdminDeps, AdminEnv } from "./deps.ts";
import { authenticatePerson } from "./middleware/authenticate-person.ts";
import { checkSameOrigin } from "./middleware/check-same-origin.ts";
import { limitBody } from "./middleware/limit-body.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { apiRoutes } from "./routes/api.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import { webRoutes } from "./routes/web.ts";

/** Pure assembly: no environment, no sockets, no globals. Read it top to bottom. */
export function createAdminApp(deps: AdminDeps): OpenAPIHono<AdminEnv> {
  const { log: logger, metrics, hostPolicy, version, tracing } = deps;
  const app = new OpenAPIHono<AdminEnv>();

  app.use(requestId());
  app.use(logRequests({ logger, metrics, service: "admin" }));
  app.onError(reportErrors({ logger }));
  app.notFound(reportNotFound());
  app.use(securityHeaders());
  app.use(checkHost(hostPolicy));
  app.use(checkOrigin(hostPolicy));

  app.route("/", healthRoutes(deps.health));

  if (tracing !== undefined) app.use("/api/*", traceRequests(tracing));
  app.use("/api/*", noStore);
  app.use("/api/*", compress());
  app.use("/api/*", checkSameOrigin(deps));
  app.use("/api/*", authenticatePerson(deps));
  app.use("/api/*", limitBody(deps.bodyBytesMax));
  app.route("/", apiRoutes(deps));
  app.route("/", openApiRoutes(app, version));

  app.route("/", webRoutes(deps));
  return app;
}

const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("Cache-Control", "no-store");
};
