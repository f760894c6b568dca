import { z } from "@hono/zod-openapi";

/** The body of every answer that is not 2xx. */
export const Problem = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: "not_found" }),
      message: z.string().openapi({ description: "Safe to show; says what to do." }),
      requestId: z.string().optional().openapi({ description: "As in the log." }),
    }),
  })
  .openapi("Problem");
export type Problem = z.output<typeof Problem>;

/** An OpenAPI response entry for refusals. */
export function problemResponse(description: string) {
  return { description, content: { "application/json": { schema: Problem } } };
}
