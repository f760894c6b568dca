import { z } from "@hono/zod-openapi";

export const Access = z.enum(["read", "write", "destructive"]).openapi("Access");
export type Access = z.output<typeof Access>;

const jsonSchema = z.record(z.string(), z.unknown()).openapi({ description: "JSON Schema 2020-12." });

export const Tool = z
  .object({
    name: z.string(),
    title: z.string().optional(),
    description: z.string(),
    pack: z.string(),
    access: Access,
    annotations: z.object({
      title: z.string().optional(),
      readOnlyHint: z.boolean(),
      destructiveHint: z.boolean(),
      idempotentHint: z.boolean(),
      openWorldHint: z.boolean().optional(),
    }),
    inputSchema: jsonSchema,
    outputSchema: jsonSchema.optional(),
    timeoutMs: z.number(),
    credentials: z
      .array(z.string())
      .optional()
      .openapi({ description: "Names of the secrets that it needs; absent: none." }),
    tokens: z.number().openapi({ description: "Estimate of what the tool's entry in `tools/list` costs a model." }),
  })
  .openapi("Tool");
export type Tool = z.output<typeof Tool>;

export const ToolList = z
  .object({
    tools: z.array(Tool),
    packs: z.array(z.object({ name: z.string(), description: z.string(), tools: z.number() })),
    tokens: z.number().openapi({ description: "Estimate for the whole listing." }),
  })
  .openapi("ToolList");
export type ToolList = z.output<typeof ToolList>;
