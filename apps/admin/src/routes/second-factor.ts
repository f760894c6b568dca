import { createRoute } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { recordChange } from "@mcp-tools/governance";
import type { Context } from "hono";
import type { Guessed } from "../auth/create-throttle.ts";
import { readCode } from "../auth/read-code.ts";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import {
  BackupCodes,
  GivenCode,
  GivenPassword,
  PasswordAndCode,
  SecondFactorBegun,
  SecondFactorState,
} from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { requires } from "../middleware/requires.ts";
import { holdBack } from "../people/hold-back.ts";
import { notingRefusal } from "../people/noting-refusal.ts";
import { setCookies } from "../people/set-cookies.ts";
import type { ApiDeps, ApiEnv } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Me"];
const refusals = {
  400: problemResponse("The password or the code is not right"),
  404: problemResponse("A token has no second factor"),
  409: problemResponse("It is off, or the code cannot be checked under this SECRET_KEY"),
  429: problemResponse("Too many attempts; `Retry-After` says when to come back"),
};

const stateRoute = createRoute({
  ...requires("signed_in"),
  method: "get",
  path: "/me/second-factor",
  tags,
  summary: "Whether one's own second factor is on",
  responses: { 200: jsonResponse("The state", SecondFactorState), 404: refusals[404] },
});

const beginRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/me/second-factor",
  tags,
  summary: "Make a secret for one's authenticator app",
  description:
    "It counts from its first code on, given to `/me/second-factor/confirm`. Asking again makes another one.",
  request: jsonBody(GivenPassword),
  responses: {
    200: jsonResponse("What the app takes, and backup codes", SecondFactorBegun),
    ...refusals,
    409: problemResponse("It is on already, or there is no password here"),
    503: problemResponse("There is no lasting key to encrypt with"),
  },
});

const confirmRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/me/second-factor/confirm",
  tags,
  summary: "Switch one's second factor on, with the first code of the app",
  description: "All other sessions of that person end.",
  request: jsonBody(GivenCode),
  responses: { 204: { description: "It is on" }, ...refusals, 409: problemResponse("It is on already") },
});

const removeRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/me/second-factor/remove",
  tags,
  summary: "Switch one's own second factor off",
  request: jsonBody(PasswordAndCode),
  responses: { 204: { description: "It is off" }, ...refusals },
});

const renewRoute = createRoute({
  ...requires("signed_in"),
  method: "post",
  path: "/me/second-factor/backup-codes",
  tags,
  summary: "Make new backup codes, in place of all that there were",
  request: jsonBody(PasswordAndCode),
  responses: { 200: jsonResponse("The codes", BackupCodes), ...refusals },
});

export function secondFactorRoutes(deps: ApiDeps) {
  const { access, auth, throttle, addressOf } = deps;
  const { secondFactor } = auth;

  /** Somebody in their session proves who they are: counted, so that it is no place to guess at, and noted where it is wrong. */
  async function proving<T>(
    c: Context<ApiEnv>,
    action: string,
    guessed: Guessed[],
    work: () => Promise<T>,
  ): Promise<T> {
    const { actor } = c.var;
    for (const one of guessed) await holdBack(c, deps, actor.principal.name, one);
    const done = await notingRefusal(deps.refusals, actor, { action, codes: ["invalid_input", "conflict"] }, work);
    for (const one of guessed) await throttle.succeeded(actor.principal.name, one);
    return done;
  }

  const record = (c: Context<ApiEnv>, action: string) =>
    recordChange(access.audit, c.var.actor, { kind: "access", action });

  return createApi()
    .openapi(stateRoute, async (c) => {
      const { person } = sessionOf(c.var);
      const backupCodesLeft = await access.people.backupCodesLeft(person.id);
      if (backupCodesLeft !== undefined) return c.json({ state: "on" as const, backupCodesLeft }, 200);
      const hasPassword = (await access.people.find(person.id))?.signsInWith.includes("password") === true;
      return c.json({ state: hasPassword ? ("off" as const) : ("elsewhere" as const) }, 200);
    })
    .openapi(beginRoute, async (c) => {
      const { person } = sessionOf(c.var);
      const { password } = c.req.valid("json");
      if ((await access.people.find(person.id))?.signsInWith.includes("password") !== true)
        throw new AppError("conflict", "You sign in with your identity provider: that is where to ask for more.");
      const begun = await proving(c, "second_factor.on", ["password"], () =>
        secondFactor.begin(authRequestOf(c, addressOf), { personId: person.id, password }),
      );
      return c.json(begun, 200);
    })
    .openapi(confirmRoute, async (c) => {
      const { id: sessionId, person } = sessionOf(c.var);
      const code = readCode(c.req.valid("json").code);
      const cookies = await proving(c, "second_factor.on", [code.kind], () =>
        secondFactor.confirm(authRequestOf(c, addressOf), { personId: person.id, sessionId, code }),
      );
      setCookies(c, cookies);
      await record(c, "second_factor.on");
      return c.body(null, 204);
    })
    .openapi(removeRoute, async (c) => {
      const proof = proofOf(c.var, c.req.valid("json"));
      const cookies = await proving(c, "second_factor.off", ["password", proof.code.kind], () =>
        secondFactor.remove(authRequestOf(c, addressOf), proof),
      );
      setCookies(c, cookies);
      await record(c, "second_factor.off");
      return c.body(null, 204);
    })
    .openapi(renewRoute, async (c) => {
      const proof = proofOf(c.var, c.req.valid("json"));
      const backupCodes = await proving(c, "second_factor.backup_codes", ["password", proof.code.kind], () =>
        secondFactor.renewBackupCodes(authRequestOf(c, addressOf), proof),
      );
      await record(c, "second_factor.backup_codes");
      return c.json({ backupCodes }, 200);
    });
}

function sessionOf({ identity }: Pick<ApiEnv["Variables"], "identity">) {
  if (identity.session === undefined) throw new AppError("not_found", "A token has no second factor.");
  return identity.session;
}

function proofOf(variables: Pick<ApiEnv["Variables"], "identity">, given: { password: string; code: string }) {
  return { personId: sessionOf(variables).person.id, password: given.password, code: readCode(given.code) };
}
