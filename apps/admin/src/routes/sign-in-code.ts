import { createRoute } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { personActor, recordChange } from "@mcp-tools/governance";
import { readCode } from "../auth/read-code.ts";
import { jsonBody } from "../contract/json-body.ts";
import { GivenCode } from "../contract/people.ts";
import { problemResponse } from "../contract/problem.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { open } from "../middleware/requires.ts";
import { holdBack } from "../people/hold-back.ts";
import { notingRefusal } from "../people/noting-refusal.ts";
import { setCookies } from "../people/set-cookies.ts";
import { strangerActor } from "../people/stranger-actor.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const codeRoute = createRoute({
  ...open(),
  method: "post",
  path: "/auth/sign-in/code",
  tags: ["Signing in"],
  summary: "The second step of signing in: the code",
  description: "With the cookie that the first step set. A code lets somebody in once, and so does a backup code.",
  request: jsonBody(GivenCode),
  responses: {
    204: { description: "Signed in: the answer sets the session's cookie" },
    400: problemResponse("It cannot be a code"),
    401: problemResponse("The code is not right, or was used"),
    404: problemResponse("The first step was not taken, or too long ago"),
    409: problemResponse("The code cannot be checked under this SECRET_KEY; a backup code can"),
    429: problemResponse("Too many attempts; `Retry-After` says when to come back"),
  },
});

export function signInCodeRoutes(deps: ApiDeps) {
  const { access, auth, throttle, refusals, addressOf } = deps;
  return createApi().openapi(codeRoute, async (c) => {
    const code = readCode(c.req.valid("json").code);
    const request = authRequestOf(c, addressOf);
    const personId = await auth.secondFactor.findHalfWay(request);
    const person = personId === undefined ? undefined : await access.people.find(personId);
    await holdBack(c, deps, person?.email, code.kind);
    const actor = person && personActor(person, request);
    if (person === undefined || actor === undefined)
      throw new AppError("not_found", "There is no sign-in under way, or it took too long. Start again.");
    const cookies = await notingRefusal(
      refusals,
      strangerActor(c, addressOf, person.email),
      { action: "sign_in.code", codes: ["unauthorized", "conflict"] },
      () => auth.secondFactor.finish(request, { personId: person.id, code }),
    );
    setCookies(c, cookies);
    await throttle.succeeded(person.email, code.kind);
    await recordChange(access.audit, actor, {
      kind: "access",
      action: "sign_in",
      details: { by: "password", second: code.kind },
    });
    return c.body(null, 204);
  });
}
