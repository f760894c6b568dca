import { createRoute } from "@hono/zod-openapi";
import { Overview } from "../contract/overview.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const getOverview = createRoute({
  ...requires("overview.read"),
  method: "get",
  path: "/overview",
  tags: ["Overview"],
  summary: "The state of the whole deployment",
  description: "Never fails: what cannot be read is absent, and its health says why.",
  responses: { 200: { description: "The state now", content: { "application/json": { schema: Overview } } } },
});

export function overviewRoutes({ readOverview }: Pick<ApiDeps, "readOverview">) {
  return createApi().openapi(getOverview, async (c) => c.json(await readOverview(), 200));
}
