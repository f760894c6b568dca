import { createRoute } from "@hono/zod-openapi";
import {
  Credential,
  CredentialList,
  CredentialName,
  CredentialOwner,
  Rotation,
  SetCredential,
} from "../contract/credentials.ts";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Credentials"];

const listRoute = createRoute({
  ...requires("credentials.read"),
  method: "get",
  path: "/credentials",
  tags,
  summary: "The secrets that tools need, without their values",
  responses: { 200: jsonResponse("By name, shared ones first", CredentialList) },
});

const setRoute = createRoute({
  ...requires("credentials.write"),
  method: "put",
  path: "/credentials/{name}",
  tags,
  summary: "Store a secret, or replace it",
  request: { params: CredentialName, ...jsonBody(SetCredential) },
  responses: {
    200: jsonResponse("Stored", Credential),
    400: problemResponse("The name, the value or the principal will not do"),
    404: problemResponse("No such key"),
    503: problemResponse("There is no lasting key to encrypt with"),
  },
});

const deleteRoute = createRoute({
  ...requires("credentials.write"),
  method: "delete",
  path: "/credentials/{name}",
  tags,
  summary: "Delete a secret",
  request: { params: CredentialName, query: CredentialOwner },
  responses: { 204: { description: "Deleted" }, 404: problemResponse("No such secret") },
});

const rotateRoute = createRoute({
  ...requires("credentials.write"),
  method: "post",
  path: "/credentials/rotate",
  tags,
  summary: "Encrypt all secrets under the current key",
  description: "One that was interrupted is called again.",
  responses: { 200: jsonResponse("What was done", Rotation) },
});

export function credentialRoutes({ credentials }: Pick<ApiDeps, "credentials">) {
  return createApi()
    .openapi(listRoute, async (c) => c.json({ credentials: await credentials.listCredentials(c.var.actor) }, 200))
    .openapi(setRoute, async (c) => {
      const credential = { name: c.req.valid("param").name, ...c.req.valid("json") };
      return c.json(await credentials.setCredential(c.var.actor, credential), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const ref = { name: c.req.valid("param").name, principalId: c.req.valid("query").principal };
      await credentials.deleteCredential(c.var.actor, ref);
      return c.body(null, 204);
    })
    .openapi(rotateRoute, async (c) => c.json(await credentials.rotateCredentials(c.var.actor), 200));
}
