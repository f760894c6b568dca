import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { problemResponse } from "../contract/problem.ts";
import { Tool, ToolList } from "../contract/tool.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const listRoute = createRoute({
  ...requires("tools.read"),
  method: "get",
  path: "/tools",
  tags: ["Tools"],
  summary: "Every tool, in the order of `tools/list`",
  responses: { 200: { description: "The tools", content: { "application/json": { schema: ToolList } } } },
});

const getRoute = createRoute({
  ...requires("tools.read"),
  method: "get",
  path: "/tools/{name}",
  tags: ["Tools"],
  summary: "One tool",
  request: { params: z.object({ name: z.string().min(1).max(128) }) },
  responses: {
    200: { description: "The tool", content: { "application/json": { schema: Tool } } },
    404: problemResponse("No such tool"),
  },
});

export function toolRoutes({ catalogue }: Pick<ApiDeps, "catalogue">) {
  return createApi()
    .openapi(listRoute, (c) => c.json(catalogue.list(), 200))
    .openapi(getRoute, (c) => {
      const tool = catalogue.find(c.req.valid("param").name);
      if (tool === undefined) throw new AppError("not_found", "There is no tool of this name.");
      return c.json(tool, 200);
    });
}
