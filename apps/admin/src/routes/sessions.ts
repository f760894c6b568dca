import { createRoute } from "@hono/zod-openapi";
import { jsonResponse } from "../contract/json-response.ts";
import { problemResponse } from "../contract/problem.ts";
import { McpSessionId, McpSessionList, PrincipalQuery, SessionsEnded } from "../contract/sessions.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Sessions"];
const none = problemResponse("Nothing of this is open any more");
const clientsOwn = problemResponse("Only its client can end it: it runs over stdio");
const soft = "The credential stays good, so the client may begin again. Calls in flight are given up.";

const listRoute = createRoute({
  ...requires("sessions.read"),
  method: "get",
  path: "/sessions",
  tags,
  summary: "What MCP clients hold open, in all processes",
  description:
    "Sessions of the older revisions, and streams that listen. A client of 2026-07-28 that only calls holds nothing open. " +
    "Of each process, the 500 used most recently.",
  responses: { 200: jsonResponse("The most recently used first", McpSessionList) },
});

const endRoute = createRoute({
  ...requires("sessions.end"),
  method: "delete",
  path: "/sessions/{id}",
  tags,
  summary: "End one session",
  description: soft,
  request: { params: McpSessionId },
  responses: { 200: jsonResponse("What was seen to end", SessionsEnded), 404: none, 409: clientsOwn },
});

const endAllRoute = createRoute({
  ...requires("sessions.end"),
  method: "delete",
  path: "/sessions",
  tags,
  summary: "End all sessions of a principal",
  description: soft,
  request: { query: PrincipalQuery },
  responses: { 200: jsonResponse("What was seen to end", SessionsEnded), 404: none, 409: clientsOwn },
});

export function sessionRoutes({ sessions }: Pick<ApiDeps, "sessions">) {
  return createApi()
    .openapi(listRoute, async (c) => c.json({ sessions: await sessions.list(c.var.actor) }, 200))
    .openapi(endRoute, async (c) =>
      c.json(await sessions.end(c.var.actor, { by: "session", id: c.req.valid("param").id }), 200),
    )
    .openapi(endAllRoute, async (c) =>
      c.json(await sessions.end(c.var.actor, { by: "principal", id: c.req.valid("query").principal }), 200),
    );
}
