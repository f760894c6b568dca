import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import {
  BasedOnQuery,
  ChangeSettings,
  ChangeTool,
  IfMatch,
  MoveRule,
  PolicySaved,
  PutRule,
  PutToolset,
} from "../contract/policy.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import { basedOn } from "../policy/based-on.ts";
import { mergeSettings } from "../policy/merge-settings.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const ruleId = z.object({ id: z.string().min(1).max(128) });
const named = z.object({ name: z.string().min(1).max(128) });
const common = { ...requires("policy.write"), tags: ["Policy"] };
const saved = {
  200: jsonResponse("What changed", PolicySaved),
  400: problemResponse("Something in it is wrong; each place is named"),
  409: problemResponse("The policy was changed meanwhile"),
};
const noRule = problemResponse("No such rule");

const putRuleRoute = createRoute({
  ...common,
  method: "put",
  path: "/policy/rules/{id}",
  summary: "Add a rule, or replace it where it stands",
  request: { params: ruleId, headers: IfMatch, ...jsonBody(PutRule) },
  responses: saved,
});

const removeRuleRoute = createRoute({
  ...common,
  method: "delete",
  path: "/policy/rules/{id}",
  summary: "Remove a rule",
  request: { params: ruleId, headers: IfMatch, query: BasedOnQuery },
  responses: { ...saved, 404: noRule },
});

const moveRuleRoute = createRoute({
  ...common,
  method: "post",
  path: "/policy/rules/{id}/move",
  summary: "Move a rule",
  request: { params: ruleId, headers: IfMatch, ...jsonBody(MoveRule) },
  responses: { ...saved, 404: noRule },
});

const putToolsetRoute = createRoute({
  ...common,
  method: "put",
  path: "/policy/toolsets/{name}",
  summary: "Add a toolset, or replace it",
  request: { params: named, headers: IfMatch, ...jsonBody(PutToolset) },
  responses: saved,
});

const removeToolsetRoute = createRoute({
  ...common,
  method: "delete",
  path: "/policy/toolsets/{name}",
  summary: "Remove a toolset, and with it its endpoints",
  request: { params: named, headers: IfMatch, query: BasedOnQuery },
  responses: { ...saved, 404: problemResponse("No such toolset") },
});

const changeToolRoute = createRoute({
  ...common,
  method: "patch",
  path: "/policy/tools/{name}",
  summary: "Switch a tool off or on, limit it, or describe it otherwise",
  request: { params: named, headers: IfMatch, ...jsonBody(ChangeTool) },
  responses: saved,
});

const changeSettingsRoute = createRoute({
  ...common,
  method: "patch",
  path: "/policy/settings",
  summary: "Change defaults, limits, the output budget, and how long approvals and keys of calls hold",
  request: { headers: IfMatch, ...jsonBody(ChangeSettings) },
  responses: saved,
});

export function policyEditRoutes({ policy }: Pick<ApiDeps, "policy">) {
  return createApi()
    .openapi(putRuleRoute, async (c) => {
      const { rule, position, note, ...rest } = c.req.valid("json");
      const { id } = c.req.valid("param");
      requireSame("id", id, rule.id);
      const change = { basedOn: basedOn(rest.basedOn, c.req.valid("header")["if-match"]), note };
      return c.json(await policy.putRule(c.var.actor, { ...change, rule: { ...rule, id }, position }), 200);
    })
    .openapi(removeRuleRoute, async (c) => {
      const version = basedOn(c.req.valid("query").basedOn, c.req.valid("header")["if-match"]);
      const { id } = c.req.valid("param");
      return c.json(await policy.removeRule(c.var.actor, { basedOn: version, id }), 200);
    })
    .openapi(moveRuleRoute, async (c) => {
      const { position, note, ...rest } = c.req.valid("json");
      const change = { basedOn: basedOn(rest.basedOn, c.req.valid("header")["if-match"]), note };
      return c.json(await policy.moveRule(c.var.actor, { ...change, id: c.req.valid("param").id, position }), 200);
    })
    .openapi(putToolsetRoute, async (c) => {
      const { toolset, note, ...rest } = c.req.valid("json");
      const { name } = c.req.valid("param");
      requireSame("name", name, toolset.name);
      const change = { basedOn: basedOn(rest.basedOn, c.req.valid("header")["if-match"]), note };
      return c.json(await policy.putToolset(c.var.actor, { ...change, toolset: { ...toolset, name } }), 200);
    })
    .openapi(removeToolsetRoute, async (c) => {
      const version = basedOn(c.req.valid("query").basedOn, c.req.valid("header")["if-match"]);
      const { name } = c.req.valid("param");
      return c.json(await policy.removeToolset(c.var.actor, { basedOn: version, name }), 200);
    })
    .openapi(changeToolRoute, async (c) => {
      const { settings, note, ...rest } = c.req.valid("json");
      const change = { basedOn: basedOn(rest.basedOn, c.req.valid("header")["if-match"]), note };
      return c.json(await policy.setTool(c.var.actor, { ...change, name: c.req.valid("param").name, settings }), 200);
    })
    .openapi(changeSettingsRoute, async (c) => {
      const { basedOn: given, note, ...patch } = c.req.valid("json");
      const version = basedOn(given, c.req.valid("header")["if-match"]);
      const { document } = await policy.current(c.var.actor);
      const change = { basedOn: version, note, document: mergeSettings(document, patch) };
      return c.json(await policy.save(c.var.actor, change), 200);
    });
}

/** The path says which one it is; the body may say it again. */
function requireSame(field: string, inPath: string, inBody: string | undefined): void {
  if (inBody !== undefined && inBody !== inPath)
    throw new AppError("invalid_input", `The path and the body say a different ${field}.`);
}
