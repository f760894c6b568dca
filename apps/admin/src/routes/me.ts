import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { endSessions, listSessions, renameSelf } from "@mcp-tools/governance";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { Ended, Me, Rename, SessionList } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import { describeMe } from "../people/describe-me.ts";
import type { ApiDeps, ApiEnv } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Me"];

const meRoute = createRoute({
  ...requires("signed_in"),
  method: "get",
  path: "/me",
  tags,
  summary: "Whose credentials these are, and what they may do",
  responses: { 200: jsonResponse("Whoever asks", Me) },
});

const renameRoute = createRoute({
  ...requires("signed_in"),
  method: "patch",
  path: "/me",
  tags,
  summary: "Change one's own name",
  request: jsonBody(Rename),
  responses: {
    200: jsonResponse("Changed", Me),
    400: problemResponse("The name will not do"),
    404: problemResponse("A token has no name of its own"),
  },
});

const sessionsRoute = createRoute({
  ...requires("signed_in"),
  method: "get",
  path: "/me/sessions",
  tags,
  summary: "Where one is signed in",
  responses: { 200: jsonResponse("The sessions, newest first", SessionList) },
});

const endRoute = createRoute({
  ...requires("signed_in"),
  method: "delete",
  path: "/me/sessions/{id}",
  tags,
  summary: "End one of one's own sessions",
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: { 200: jsonResponse("Ended", Ended), 404: problemResponse("No such session of one's own") },
});

const endOthersRoute = createRoute({
  ...requires("signed_in"),
  method: "delete",
  path: "/me/sessions",
  tags,
  summary: "End all of one's own sessions but this one",
  responses: { 200: jsonResponse("Ended", Ended) },
});

export function meRoutes({ access }: Pick<ApiDeps, "access">) {
  return createApi()
    .openapi(meRoute, (c) => c.json(describeMe(c.var.identity), 200))
    .openapi(renameRoute, async (c) => {
      const { name } = await renameSelf(access, c.var.actor, c.req.valid("json").name);
      return c.json({ ...describeMe(c.var.identity), name }, 200);
    })
    .openapi(sessionsRoute, async (c) => {
      const { session } = c.var.identity;
      const sessions = session === undefined ? [] : await listSessions(access, c.var.actor, session.person.id);
      return c.json(
        { sessions: sessions.map(({ personId: _, ...rest }) => ({ ...rest, current: rest.id === session?.id })) },
        200,
      );
    })
    .openapi(endRoute, async (c) => {
      const personId = personOf(c.var);
      const ended = await endSessions(access, c.var.actor, { personId, only: c.req.valid("param").id });
      if (ended === 0) throw new AppError("not_found", "You have no such session, or it has ended.");
      return c.json({ ended }, 200);
    })
    .openapi(endOthersRoute, async (c) => {
      const personId = personOf(c.var);
      const ended = await endSessions(access, c.var.actor, { personId, except: c.var.identity.session?.id });
      return c.json({ ended }, 200);
    });
}

function personOf({ identity }: Pick<ApiEnv["Variables"], "identity">): string {
  if (identity.session === undefined) throw new AppError("not_found", "A token has no sessions.");
  return identity.session.person.id;
}
