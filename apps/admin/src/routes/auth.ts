import { createRoute, z } from "@hono/zod-openapi";
import { checkPassword, personActor, recordChange } from "@mcp-tools/governance";
import { halfWaySeconds } from "../auth/session-seconds.ts";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { AuthState, ChangePassword, CodeNeeded, OidcStarted, SignIn, StartOidc } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { open, requires } from "../middleware/requires.ts";
import { describeMe } from "../people/describe-me.ts";
import { holdBack } from "../people/hold-back.ts";
import { notingRefusal } from "../people/noting-refusal.ts";
import { setCookies } from "../people/set-cookies.ts";
import { strangerActor } from "../people/stranger-actor.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Signing in"];
const tooMany = problemResponse("Too many attempts; `Retry-After` says when to come back");

const stateRoute = createRoute({
  ...open(),
  method: "get",
  path: "/auth/state",
  tags,
  summary: "Who is signed in, and how one could be",
  responses: { 200: jsonResponse("The state", AuthState) },
});

const signInRoute = createRoute({
  ...open(),
  method: "post",
  path: "/auth/sign-in",
  tags,
  summary: "Sign in with a password",
  description: "Takes the same time and gives the same answer whether somebody has the address or not.",
  request: jsonBody(SignIn),
  responses: {
    200: jsonResponse("A code is asked for; the answer sets a cookie for `/auth/sign-in/code`", CodeNeeded),
    204: { description: "Signed in: the answer sets the session's cookie" },
    401: problemResponse("The address or the password is not right"),
    429: tooMany,
  },
});

const signOutRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/auth/sign-out",
  tags,
  summary: "End this session",
  responses: { 204: { description: "Signed out" } },
});

const passwordRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/auth/password",
  tags,
  summary: "Change one's own password",
  description: "All other sessions of that person end.",
  request: jsonBody(ChangePassword),
  responses: {
    204: { description: "Changed" },
    400: problemResponse("The current password is not right, or the new one will not do"),
    429: tooMany,
  },
});

const startOidcRoute = createRoute({
  ...open(),
  method: "post",
  path: "/auth/oidc",
  tags,
  summary: "Begin to sign in with the identity provider",
  request: jsonBody(StartOidc),
  responses: {
    200: jsonResponse("Where to send the browser", OidcStarted),
    404: problemResponse("No provider is set"),
    429: tooMany,
    503: problemResponse("The provider cannot be used now"),
  },
});

const finishOidcRoute = createRoute({
  ...open(),
  method: "get",
  path: "/auth/callback/oidc",
  tags,
  summary: "Where the identity provider sends the browser back to",
  request: {
    query: z.object({ code: z.string().optional(), state: z.string().optional(), error: z.string().optional() }),
  },
  responses: { 302: { description: "On into the console, or to the sign-in page, which says why not" } },
});

/** What the browser is sent to the sign-in page with, when it was not let in. */
function errorOf(response: Response): string | undefined {
  const location = response.headers.get("location");
  if (location === null) return `status ${response.status}`;
  return new URL(location, "http://console").searchParams.get("error")?.slice(0, 100);
}

export function authRoutes(deps: ApiDeps) {
  const { auth, identifier, throttle, refusals, access, addressOf } = deps;

  return createApi()
    .openapi(stateRoute, async (c) => {
      const request = authRequestOf(c, addressOf);
      const [identity, count] = await Promise.all([
        identifier.identify(request, { renew: false }),
        access.people.count(),
      ]);
      const me = identity === undefined ? null : describeMe(identity);
      return c.json({ me, setUp: count > 0, oidc: auth.oidcName === undefined ? null : { name: auth.oidcName } }, 200);
    })
    .openapi(signInRoute, async (c) => {
      const { email, password } = c.req.valid("json");
      await holdBack(c, deps, email);
      const request = authRequestOf(c, addressOf);
      const { cookies, needsCode } = await notingRefusal(
        refusals,
        strangerActor(c, addressOf, email),
        { action: "sign_in", codes: ["unauthorized"] },
        () => auth.signIn(request, { email, password }),
      );
      setCookies(c, cookies);
      await throttle.succeeded(email);
      if (needsCode) return c.json({ needs: "code" as const, withinSeconds: halfWaySeconds }, 200);
      const person = await access.people.find(email);
      const actor = person && personActor(person, request);
      if (actor)
        await recordChange(access.audit, actor, { kind: "access", action: "sign_in", details: { by: "password" } });
      return c.body(null, 204);
    })
    .openapi(signOutRoute, async (c) => {
      setCookies(c, await auth.signOut(authRequestOf(c, addressOf)));
      await recordChange(access.audit, c.var.actor, { kind: "access", action: "sign_out" });
      return c.body(null, 204);
    })
    .openapi(passwordRoute, async (c) => {
      const { current, next } = c.req.valid("json");
      const { name } = c.var.actor.principal;
      checkPassword(next, { email: name, name: c.var.identity.session?.person.name ?? name });
      await holdBack(c, deps, name);
      setCookies(c, await auth.changePassword(authRequestOf(c, addressOf), { current, next }));
      await throttle.succeeded(name);
      await recordChange(access.audit, c.var.actor, { kind: "access", action: "password.change" });
      return c.body(null, 204);
    })
    .openapi(startOidcRoute, async (c) => {
      await holdBack(c, deps);
      const { url, cookies } = await auth.startOidc(authRequestOf(c, addressOf), c.req.valid("json").returnTo);
      setCookies(c, cookies);
      return c.json({ url }, 200);
    })
    .openapi(finishOidcRoute, async (c) => {
      await holdBack(c, deps);
      const response = await auth.finishOidc(authRequestOf(c, addressOf), c.req.url);
      const why = errorOf(response);
      if (why !== undefined)
        await refusals.record(strangerActor(c, addressOf), {
          kind: "access",
          action: "sign_in",
          details: { by: "oidc" },
          message: `Refused on the way back from the identity provider: ${why}`,
        });
      return response;
    });
}
