import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

export function createListAllowedDirectories({ roots }: FilesDeps) {
  return defineTool({
    name: "list_allowed_directories",
    title: "List allowed directories",
    description: "The folders that the file tools may touch, with all below them. Relative paths start at the first.",
    access: "read",
    annotations: READS,
    input: z.object({}),
    output: textSchema("One folder a line, after a heading."),
    run: () => textResult(`Allowed directories:\n${roots.join("\n")}`),
  });
}
