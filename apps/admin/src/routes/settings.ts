import { createRoute } from "@hono/zod-openapi";
import { jsonResponse } from "../contract/json-response.ts";
import { Diagnostics, SettingList } from "../contract/settings.ts";
import { requires } from "../middleware/requires.ts";
import { diagnose } from "../settings/diagnose.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Settings"];

const listRoute = createRoute({
  ...requires("settings.read"),
  method: "get",
  path: "/settings",
  tags,
  summary: "What this process was started with, and where each value comes from",
  description: "Of a secret it is said only whether it is set.",
  responses: { 200: jsonResponse("The settings", SettingList) },
});

const diagnosticsRoute = createRoute({
  ...requires("settings.read"),
  method: "get",
  path: "/diagnostics",
  tags,
  summary: "The state of the deployment as one file",
  description: "To be attached to a report. No secret is in it, and no call.",
  responses: { 200: jsonResponse("The file", Diagnostics) },
});

export function settingRoutes(deps: Pick<ApiDeps, "catalogue" | "log" | "policy" | "readOverview" | "settings">) {
  return createApi()
    .openapi(listRoute, (c) => c.json({ settings: [...deps.settings] }, 200))
    .openapi(diagnosticsRoute, async (c) => {
      const found = await diagnose(deps, c.var.actor);
      const time = new Date(found.at).toISOString().slice(0, 19).replaceAll(":", "-");
      return c.json(found, 200, { "Content-Disposition": `attachment; filename="diagnostics-${time}.json"` });
    });
}
