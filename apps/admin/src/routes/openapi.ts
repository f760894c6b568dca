import type { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { requires, securitySchemes, type Requirement } from "../middleware/requires.ts";
import type { ApiEnv } from "./api-deps.ts";

type Described = Pick<OpenAPIHono, "openAPIRegistry" | "getOpenAPI31Document">;
type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
interface Operation {
  readonly "x-permission"?: Requirement;
  readonly responses?: Record<string, unknown>;
}

/** `/api/openapi.json`: every route of the app, with what each requires and the refusals that follow from it. */
export function openApiRoutes(app: Described, version: string): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  let document: Document | undefined;
  return routes.get("/api/openapi.json", ...requires("signed_in").middleware, (c) => {
    document ??= describe(app, version);
    return c.json(document);
  });
}

function describe(app: Described, version: string): Document {
  for (const [name, scheme] of Object.entries(securitySchemes))
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "mcp-tools console",
      version,
      description:
        "What the console shows and does, as JSON. Times are milliseconds since the epoch. `x-permission` says what a route " +
        "requires: a permission, `signed_in` for any role, or `public`.",
    },
    servers: [{ url: "/" }],
  });
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations as Record<string, Operation>)) addRefusals(operation);
  return document;
}

function addRefusals(operation: Operation): void {
  const { "x-permission": requirement, responses } = operation;
  if (responses === undefined) return;
  const refuse = (status: string, description: string) => {
    responses[status] ??= {
      description,
      content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  };
  if (requirement !== "public") refuse("401", "No session and no token, or one that does not hold");
  refuse(
    "403",
    requirement === "public" ? "Not from the console's own page" : `The role may not do this: ${requirement}`,
  );
}
