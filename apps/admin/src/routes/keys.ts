import { createRoute } from "@hono/zod-openapi";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import {
  ChangeKey,
  CreateKey,
  Key,
  KeyList,
  KeyListQuery,
  KeyName,
  KeyWithSecret,
  RotateKey,
} from "../contract/keys.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Keys"];
const noKey = problemResponse("No such key, or it was revoked");
const wrong = problemResponse("A part of it will not do");

const listRoute = createRoute({
  ...requires("keys.read"),
  method: "get",
  path: "/keys",
  tags,
  summary: "Keys of MCP clients, newest first",
  request: { query: KeyListQuery },
  responses: { 200: jsonResponse("The keys, without their secrets", KeyList) },
});

const createKeyRoute = createRoute({
  ...requires("keys.write"),
  method: "post",
  path: "/keys",
  tags,
  summary: "Make a key",
  description: "The answer holds the secret, this once. A call that was lost on the way leaves a key to revoke.",
  request: jsonBody(CreateKey),
  responses: {
    201: jsonResponse("The key with its secret", KeyWithSecret),
    400: wrong,
    409: problemResponse("A key has this name"),
  },
});

const getRoute = createRoute({
  ...requires("keys.read"),
  method: "get",
  path: "/keys/{id}",
  tags,
  summary: "One key",
  request: { params: KeyName },
  responses: { 200: jsonResponse("The key", Key), 404: noKey },
});

const changeRoute = createRoute({
  ...requires("keys.write"),
  method: "patch",
  path: "/keys/{id}",
  tags,
  summary: "Change what a key may do",
  description: "Holds in every process within a second, also for calls that are already waiting.",
  request: { params: KeyName, ...jsonBody(ChangeKey) },
  responses: { 200: jsonResponse("Changed", Key), 400: wrong, 404: noKey, 409: problemResponse("A key has this name") },
});

const rotateRoute = createRoute({
  ...requires("keys.write"),
  method: "post",
  path: "/keys/{id}/rotate",
  tags,
  summary: "Give a key a new secret",
  request: { params: KeyName, body: { content: { "application/json": { schema: RotateKey } } } },
  responses: {
    200: jsonResponse("The key with its new secret", KeyWithSecret),
    400: wrong,
    404: noKey,
    409: problemResponse("It has expired, or has too many secrets that still hold"),
  },
});

const revokeRoute = createRoute({
  ...requires("keys.write"),
  method: "post",
  path: "/keys/{id}/revoke",
  tags,
  summary: "Revoke a key, for good",
  description: "Every process refuses it within a second.",
  request: { params: KeyName },
  responses: { 200: jsonResponse("Revoked", Key), 404: noKey },
});

export function keyRoutes({ keys }: Pick<ApiDeps, "keys">) {
  return createApi()
    .openapi(listRoute, async (c) => {
      const revoked = c.req.valid("query").revoked === "true";
      return c.json({ keys: await keys.list(c.var.actor, { revoked }) }, 200);
    })
    .openapi(createKeyRoute, async (c) => c.json(await keys.create(c.var.actor, c.req.valid("json")), 201))
    .openapi(getRoute, async (c) => c.json(await keys.get(c.var.actor, c.req.valid("param").id), 200))
    .openapi(changeRoute, async (c) =>
      c.json(await keys.update(c.var.actor, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(rotateRoute, async (c) =>
      c.json(await keys.rotate(c.var.actor, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(revokeRoute, async (c) => c.json(await keys.revoke(c.var.actor, c.req.valid("param").id), 200));
}
