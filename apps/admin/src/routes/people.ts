import { createRoute, z } from "@hono/zod-openapi";
import {
  changeRole,
  endSessions,
  invitePerson,
  listPeople,
  listSessions,
  removePerson,
  resetSecondFactor,
  revokeInvitation,
} from "@mcp-tools/governance";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { Ended, Invite, Invited, PeopleList, Person, RoleChange, SessionList } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["People"];
const personId = z.object({ id: z.string().min(1).max(64) });
const noPerson = problemResponse("No such person");
const lastOwner = problemResponse("It is the last owner");

const listRoute = createRoute({
  ...requires("people.read"),
  method: "get",
  path: "/people",
  tags,
  summary: "Who may sign in, and who was invited to",
  responses: { 200: jsonResponse("People and open invitations", PeopleList) },
});

const inviteRoute = createRoute({
  ...requires("people.write"),
  method: "post",
  path: "/invitations",
  tags,
  summary: "Invite somebody",
  description: "Nothing is sent: hand the link over. Inviting the same address again ends the earlier invitation.",
  request: jsonBody(Invite),
  responses: {
    201: jsonResponse("Invited", Invited),
    400: problemResponse("Not an address, or not a role"),
    409: problemResponse("Somebody has this address"),
  },
});

const revokeRoute = createRoute({
  ...requires("people.write"),
  method: "delete",
  path: "/invitations/{id}",
  tags,
  summary: "Take an invitation back",
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: "Taken back" }, 404: problemResponse("No such invitation, or it was used") },
});

const roleRoute = createRoute({
  ...requires("people.write"),
  method: "patch",
  path: "/people/{id}",
  tags,
  summary: "Give somebody another role",
  description:
    "It holds from their next request on. Only owners make and change owners. Tokens and invitations of theirs that the new role may not give are refused meanwhile.",
  request: { params: personId, ...jsonBody(RoleChange) },
  responses: { 200: jsonResponse("Changed", Person), 404: noPerson, 409: lastOwner },
});

const removeRoute = createRoute({
  ...requires("people.write"),
  method: "delete",
  path: "/people/{id}",
  tags,
  summary: "Remove somebody",
  description:
    "Their sessions end at once, and the tokens for scripts and the invitations that they made; keys stay, and what they did stays in the audit.",
  request: { params: personId },
  responses: { 204: { description: "Removed" }, 404: noPerson, 409: lastOwner },
});

const sessionsRoute = createRoute({
  ...requires("people.read"),
  method: "get",
  path: "/people/{id}/sessions",
  tags,
  summary: "Where somebody is signed in",
  request: { params: personId },
  responses: { 200: jsonResponse("The sessions, newest first", SessionList) },
});

const endRoute = createRoute({
  ...requires("people.write"),
  method: "delete",
  path: "/people/{id}/sessions",
  tags,
  summary: "End all sessions of somebody",
  request: { params: personId },
  responses: { 200: jsonResponse("Ended", Ended) },
});

const resetRoute = createRoute({
  ...requires("people.write"),
  method: "delete",
  path: "/people/{id}/second-factor",
  tags,
  summary: "Take away the second factor of somebody who has lost it",
  description: "Their sessions end. Only owners do this to owners; one's own is switched off with a code.",
  request: { params: personId },
  responses: { 200: jsonResponse("Taken away", Ended), 404: noPerson, 409: problemResponse("They have none") },
});

export function peopleRoutes({ access, consoleOrigin }: Pick<ApiDeps, "access" | "consoleOrigin">) {
  return createApi()
    .openapi(listRoute, async (c) => c.json(await listPeople(access, c.var.actor), 200))
    .openapi(inviteRoute, async (c) => {
      const { invitation, token } = await invitePerson(access, c.var.actor, c.req.valid("json"));
      const link = new URL(`/invitation?token=${token}`, consoleOrigin ?? new URL(c.req.url).origin).href;
      return c.json({ invitation, link }, 201);
    })
    .openapi(revokeRoute, async (c) => {
      await revokeInvitation(access, c.var.actor, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(roleRoute, async (c) => {
      const { role } = c.req.valid("json");
      const person = await changeRole(access, c.var.actor, { person: c.req.valid("param").id, role });
      return c.json(person, 200);
    })
    .openapi(removeRoute, async (c) => {
      await removePerson(access, c.var.actor, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(sessionsRoute, async (c) => {
      const sessions = await listSessions(access, c.var.actor, c.req.valid("param").id);
      const current = c.var.identity.session?.id;
      return c.json(
        { sessions: sessions.map(({ personId: _, ...rest }) => ({ ...rest, current: rest.id === current })) },
        200,
      );
    })
    .openapi(endRoute, async (c) => {
      const ended = await endSessions(access, c.var.actor, { personId: c.req.valid("param").id });
      return c.json({ ended }, 200);
    })
    .openapi(resetRoute, async (c) => {
      const { endedSessions } = await resetSecondFactor(access, c.var.actor, c.req.valid("param").id);
      return c.json({ ended: endedSessions }, 200);
    });
}
