import { z } from "@hono/zod-openapi";

/** A moment in an answer. */
export const epochMs = z.number().openapi({ description: "Milliseconds since the epoch." });

/** A moment in a query. */
export const epochMsParameter = z.coerce
  .number()
  .int()
  .min(0)
  .max(8.64e15)
  .openapi({ type: "integer", description: "Milliseconds since the epoch." });
