import { z } from "@hono/zod-openapi";

export const CallTool = z
  .strictObject({
    arguments: z.record(z.string(), z.unknown()).default({}),
    toolset: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .openapi({ description: "As if it came through this one's endpoint." }),
    idempotencyKey: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .openapi({ description: "The same key with the same arguments runs the tool once; the answer is kept." }),
  })
  .openapi("CallTool");

const ContentBlock = z.looseObject({ type: z.string().openapi({ example: "text" }) });

/** As MCP has it. */
export const CallToolResult = z
  .object({
    content: z.array(ContentBlock).readonly(),
    structuredContent: z.unknown().optional(),
    isError: z.boolean().optional().openapi({ description: "The tool failed, or was not run: the content says why." }),
    _meta: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi("CallToolResult");
export type CallToolResult = z.output<typeof CallToolResult>;

export const CallProgress = z
  .object({ done: z.number(), total: z.number().optional(), message: z.string().optional() })
  .openapi("CallProgress");
export type CallProgress = z.output<typeof CallProgress>;
