import type { z } from "@hono/zod-openapi";

/** An OpenAPI response entry for a JSON answer. */
export function jsonResponse<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
