import { createRoute, z } from "@hono/zod-openapi";
import { createApiToken, listApiTokens, revokeApiToken } from "@mcp-tools/governance";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { CreateToken, TokenCreated, TokenList } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Tokens"];
const dayMs = 86_400_000;

const listRoute = createRoute({
  ...requires("tokens.read"),
  method: "get",
  path: "/tokens",
  tags,
  summary: "Tokens for scripts, newest first",
  responses: { 200: jsonResponse("The tokens, those of no use any more included", TokenList) },
});

const createTokenRoute = createRoute({
  ...requires("tokens.write"),
  method: "post",
  path: "/tokens",
  tags,
  summary: "Make a token for scripts",
  request: jsonBody(CreateToken),
  responses: {
    201: jsonResponse("The token with its secret", TokenCreated),
    400: problemResponse("The name, the role or the time will not do"),
    409: problemResponse("There is a token of this name"),
  },
});

const revokeRoute = createRoute({
  ...requires("tokens.write"),
  method: "delete",
  path: "/tokens/{id}",
  tags,
  summary: "Revoke a token",
  description: "It is refused from the next request on, and so are tokens and invitations that it made.",
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: "Revoked" }, 404: problemResponse("No such token") },
});

export function tokenRoutes({ access }: Pick<ApiDeps, "access">) {
  return createApi()
    .openapi(listRoute, async (c) => c.json({ tokens: await listApiTokens(access, c.var.actor) }, 200))
    .openapi(createTokenRoute, async (c) => {
      const { name, role, expiresInDays } = c.req.valid("json");
      const lifetimeMs = expiresInDays === undefined ? undefined : expiresInDays * dayMs;
      return c.json(await createApiToken(access, c.var.actor, { name, role, lifetimeMs }), 201);
    })
    .openapi(revokeRoute, async (c) => {
      await revokeApiToken(access, c.var.actor, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
