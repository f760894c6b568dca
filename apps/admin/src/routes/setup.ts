import { createRoute } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { acceptInvitation, asRole, findInvitation, hashSecret, type Acceptance } from "@mcp-tools/governance";
import type { Context } from "hono";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { AcceptInvitation, InvitationOffer, InvitationToken, Setup } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { open } from "../middleware/requires.ts";
import { holdBack } from "../people/hold-back.ts";
import { notingRefusal } from "../people/noting-refusal.ts";
import { setCookies } from "../people/set-cookies.ts";
import { strangerActor } from "../people/stranger-actor.ts";
import type { ApiDeps, ApiEnv } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Signing in"];
const refusals = {
  400: problemResponse("The name or the password will not do"),
  404: problemResponse("The link cannot be used: used before, expired, or replaced"),
  409: problemResponse("Somebody has this address"),
  429: problemResponse("Too many attempts; `Retry-After` says when to come back"),
};

const setupRoute = createRoute({
  ...open(),
  method: "post",
  path: "/setup",
  tags,
  summary: "Make the first owner, with the link that the server printed",
  request: jsonBody(Setup),
  responses: { 204: { description: "Made, and signed in" }, ...refusals },
});

const lookRoute = createRoute({
  ...open(),
  method: "post",
  path: "/invitations/look",
  tags,
  summary: "What an invitation offers",
  request: jsonBody(InvitationToken),
  responses: { 200: jsonResponse("The offer", InvitationOffer), 404: refusals[404], 429: refusals[429] },
});

const acceptRoute = createRoute({
  ...open(),
  method: "post",
  path: "/invitations/accept",
  tags,
  summary: "Accept an invitation with a password of one's own",
  request: jsonBody(AcceptInvitation),
  responses: { 204: { description: "Accepted, and signed in" }, ...refusals },
});

export function setupRoutes(deps: ApiDeps) {
  const { access, auth, addressOf } = deps;

  async function accept(c: Context<ApiEnv>, acceptance: Omit<Acceptance, "origin">): Promise<void> {
    await holdBack(c, deps);
    const request = authRequestOf(c, addressOf);
    const { email } = await noting(c, acceptance.kind, () =>
      acceptInvitation(access, { ...acceptance, origin: request }, auth.hashPassword),
    );
    const { cookies } = await auth.signIn(request, { email, password: acceptance.password });
    setCookies(c, cookies);
  }

  /** A link that is of no use leaves a row as well. */
  const noting = <T>(c: Context<ApiEnv>, action: string, work: () => Promise<T>): Promise<T> =>
    notingRefusal(deps.refusals, strangerActor(c, addressOf), { action, codes: ["not_found"] }, work);

  return createApi()
    .openapi(setupRoute, async (c) => {
      await accept(c, { kind: "setup", ...c.req.valid("json") });
      return c.body(null, 204);
    })
    .openapi(lookRoute, async (c) => {
      await holdBack(c, deps);
      const tokenHash = hashSecret(c.req.valid("json").token);
      const {
        email = "",
        role: stored,
        expiresAt,
      } = await noting(c, "invitation", () => findInvitation(access.invitations, { kind: "invitation", tokenHash }));
      const role = asRole(stored);
      if (role === undefined) throw new AppError("internal", "An invitation has a role that is none.");
      return c.json({ email, role, expiresAt }, 200);
    })
    .openapi(acceptRoute, async (c) => {
      await accept(c, { kind: "invitation", ...c.req.valid("json") });
      return c.body(null, 204);
    });
}
