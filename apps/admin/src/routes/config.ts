import { createRoute, z } from "@hono/zod-openapi";
import { ApplyConfig, ConfigApplied, ConfigPlan, PlanConfig } from "../contract/config.ts";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Configuration file"];
const wrong = problemResponse("The file is wrong; the lines are named");

const exportRoute = createRoute({
  ...requires("keys.read"),
  method: "get",
  path: "/config",
  tags,
  summary: "The policy and the keys as one file",
  description: "Applying it changes nothing. Secrets of keys are not in it; fixed arguments are, as they are.",
  responses: { 200: { description: "YAML", content: { "application/yaml": { schema: z.string() } } } },
});

const planRoute = createRoute({
  ...requires("keys.read"),
  method: "post",
  path: "/config/plan",
  tags,
  summary: "What applying a file would change",
  request: jsonBody(PlanConfig),
  responses: { 200: jsonResponse("What would change; nothing did", ConfigPlan), 400: wrong },
});

const applyRoute = createRoute({
  ...requires("policy.write"),
  method: "post",
  path: "/config/apply",
  tags,
  summary: "Apply a file",
  description: "The policy first, then the keys. A second time changes nothing.",
  request: jsonBody(ApplyConfig),
  responses: {
    200: jsonResponse("What changed", ConfigApplied),
    400: wrong,
    409: problemResponse("The policy was changed meanwhile"),
  },
});

export function configRoutes({ configFile }: Pick<ApiDeps, "configFile">) {
  return createApi()
    .openapi(exportRoute, async (c) => {
      const text = await configFile.export(c.var.actor);
      return c.body(text, 200, { "Content-Type": "application/yaml; charset=utf-8" });
    })
    .openapi(planRoute, async (c) => c.json(await configFile.plan(c.var.actor, c.req.valid("json")), 200))
    .openapi(applyRoute, async (c) => c.json(await configFile.apply(c.var.actor, c.req.valid("json")), 200));
}
