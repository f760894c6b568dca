import { WELL_KNOWN_RESOURCE, type Authenticator } from "@mcp-tools/governance";
import type { HttpEnv } from "@mcp-tools/platform";
import { type Context, Hono } from "hono";

/** The server as a whole, which older clients ask for, and each endpoint; toolsets have endpoints of their own. */
const ENDPOINT = /^(?:|\/(?:mcp|sse)(?:\/[a-z0-9-]{1,64})?)$/;
const CORS = { "access-control-allow-origin": "*", "access-control-allow-methods": "GET, OPTIONS" } as const;

/** Where clients learn which authorization server gives out tokens for us (RFC 9728). Open to every page, before any sign-in. */
export function wellKnownRoutes({ describeResource }: Pick<Authenticator, "describeResource">): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  function answer(c: Context<HttpEnv>): Response | Promise<Response> {
    const endpoint = c.req.path.slice(WELL_KNOWN_RESOURCE.length);
    const metadata = ENDPOINT.test(endpoint) ? describeResource(endpoint, c.req.header("host")) : undefined;
    if (metadata === undefined) return c.notFound();
    return c.json(metadata, 200, { ...CORS, "cache-control": "public, max-age=300", vary: "Host" });
  }

  function answerPreflight(c: Context<HttpEnv>): Response {
    return c.body(null, 204, { ...CORS, "access-control-allow-headers": "*", "access-control-max-age": "600" });
  }

  for (const path of [WELL_KNOWN_RESOURCE, `${WELL_KNOWN_RESOURCE}/*`])
    routes.get(path, answer).options(path, answerPreflight);
  return routes;
}
