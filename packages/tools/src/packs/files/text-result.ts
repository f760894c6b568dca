import * as z from "zod";
import type { ToolResult } from "../../content.ts";

/** All tools of the reference filesystem server give one text. */
export function textSchema(description: string) {
  return z.object({
    content: z.string().describe(description),
    notice: z
      .string()
      .optional()
      .describe("Present when there is something to know about the answer, such as that it was cut."),
  });
}

/** The text, and a notice in a block of its own, so that the text stays what it is. */
export function textResult(content: string, notice?: string): ToolResult {
  if (notice === undefined || notice === "")
    return { content: [{ type: "text", text: content }], structuredContent: { content } };
  return {
    content: [
      { type: "text", text: content },
      { type: "text", text: notice },
    ],
    structuredContent: { content, notice },
  };
}

export const READS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
