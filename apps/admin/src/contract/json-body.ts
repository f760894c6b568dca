import type { z } from "@hono/zod-openapi";

/** An OpenAPI request entry for a JSON body that has to be there. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true as const, content: { "application/json": { schema } } } };
}
