import { createRoute } from "@hono/zod-openapi";
import { defaultPolicy, diffPolicy, parsePolicy } from "@mcp-tools/governance";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import {
  CheckPolicy,
  IfMatch,
  PolicyChanges,
  policyComponents,
  PolicyHistory,
  PolicyHistoryQuery,
  PolicySaved,
  PolicyVersion,
  SavePolicy,
  SimulatePolicy,
  Simulation,
  VersionNumber,
} from "../contract/policy.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import { basedOn } from "../policy/based-on.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Policy"];
const dayMs = 86_400_000;

const getRoute = createRoute({
  ...requires("policy.read"),
  method: "get",
  path: "/policy",
  tags,
  summary: "The policy that holds",
  description: "Its version is the `ETag`, too. Fixed arguments are in it as they are.",
  responses: { 200: jsonResponse("The newest version", PolicyVersion) },
});

const saveRoute = createRoute({
  ...requires("policy.write"),
  method: "put",
  path: "/policy",
  tags,
  summary: "Save the whole policy as a new version",
  description: "Every process decides by it within a second.",
  request: { headers: IfMatch, ...jsonBody(SavePolicy) },
  responses: {
    200: jsonResponse("What changed", PolicySaved),
    400: problemResponse("Something in it is wrong; each place is named"),
    409: problemResponse("It was changed meanwhile"),
  },
});

const historyRoute = createRoute({
  ...requires("policy.read"),
  method: "get",
  path: "/policy/versions",
  tags,
  summary: "Versions of the policy, newest first",
  request: { query: PolicyHistoryQuery },
  responses: { 200: jsonResponse("A page, without the documents", PolicyHistory) },
});

const versionRoute = createRoute({
  ...requires("policy.read"),
  method: "get",
  path: "/policy/versions/{n}",
  tags,
  summary: "One version of the policy",
  request: { params: VersionNumber },
  responses: { 200: jsonResponse("The version", PolicyVersion), 404: problemResponse("No such version") },
});

const changesRoute = createRoute({
  ...requires("policy.read"),
  method: "get",
  path: "/policy/versions/{n}/changes",
  tags,
  summary: "What a version changed",
  description: "Against the version before it; against the policy that holds before any change, for the first one.",
  request: { params: VersionNumber },
  responses: {
    200: jsonResponse("What is different; secrets are masked", PolicyChanges),
    404: problemResponse("No such version, or the one before it is no longer kept"),
  },
});

const checkRoute = createRoute({
  ...requires("policy.read"),
  method: "post",
  path: "/policy/check",
  tags,
  summary: "What saving a policy would change and warn of",
  description:
    "Nothing is changed. With the policy that holds, its warnings: names that exist nowhere, rules never asked.",
  request: jsonBody(CheckPolicy),
  responses: {
    200: jsonResponse("What would change", PolicySaved),
    400: problemResponse("Something in it is wrong; each place is named"),
  },
});

const simulateRoute = createRoute({
  ...requires("audit.read"),
  method: "post",
  path: "/policy/simulate",
  tags,
  summary: "Which recorded calls another policy would have treated otherwise",
  description:
    "Decides the calls of the last day, or of the range, again: by the policy that holds and by the one given. Nothing is changed. " +
    "For roles that may read what was in calls: conditions on arguments would tell it.",
  request: jsonBody(SimulatePolicy),
  responses: {
    200: jsonResponse("What would have been different", Simulation),
    400: problemResponse("The policy or the rule is wrong, or the range"),
  },
});

export function policyRoutes({ policy }: Pick<ApiDeps, "policy">) {
  const api = createApi();
  for (const [name, schema] of Object.entries(policyComponents)) api.openAPIRegistry.register(name, schema);
  return api
    .openapi(getRoute, async (c) => {
      const current = await policy.current(c.var.actor);
      c.header("ETag", `"${current.version}"`);
      return c.json(current, 200);
    })
    .openapi(saveRoute, async (c) => {
      const { document, note, ...rest } = c.req.valid("json");
      const version = basedOn(rest.basedOn, c.req.valid("header")["if-match"]);
      return c.json(await policy.save(c.var.actor, { document, note, basedOn: version }), 200);
    })
    .openapi(historyRoute, async (c) => {
      const { before, limit } = c.req.valid("query");
      const found = await policy.history(c.var.actor, { before, limit: limit + 1 });
      const versions = found.slice(0, limit);
      const next = found.length > limit ? versions.at(-1)?.version : undefined;
      return c.json({ versions, ...(next === undefined ? {} : { next }) }, 200);
    })
    .openapi(versionRoute, async (c) => c.json(await policy.version(c.var.actor, c.req.valid("param").n), 200))
    .openapi(changesRoute, async (c) => {
      const { n } = c.req.valid("param");
      const [after, before] = await Promise.all([
        policy.version(c.var.actor, n),
        n === 1 ? { document: defaultPolicy } : policy.version(c.var.actor, n - 1),
      ]);
      return c.json(
        { version: n, changes: diffPolicy(parsePolicy(before.document), parsePolicy(after.document)) },
        200,
      );
    })
    .openapi(checkRoute, async (c) => {
      const { version, changes, warnings } = await policy.check(c.var.actor, c.req.valid("json").document);
      return c.json({ version, changes, warnings }, 200);
    })
    .openapi(simulateRoute, async (c) => {
      const { to = Date.now(), from = to - dayMs, ...input } = c.req.valid("json");
      return c.json(await policy.simulate(c.var.actor, { ...input, from, to }), 200);
    });
}
