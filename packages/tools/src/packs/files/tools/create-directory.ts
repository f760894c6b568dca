import { AppError } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { makeFolder } from "../paths/locate.ts";
import { textResult, textSchema } from "../text-result.ts";

export function createCreateDirectory({ locate, pathSchema }: FilesDeps) {
  return defineTool({
    name: "create_directory",
    title: "Create directory",
    description: "Makes a folder, with those above it where they are missing. One that exists is left as it is.",
    access: "write",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.object({ path: pathSchema("The folder.") }),
    output: textSchema("What was done."),
    async run({ path }) {
      await locate(
        path,
        async ({ folder, name, stats }) => {
          if (stats !== undefined && !stats.isDirectory())
            throw new AppError("conflict", `There is a file at "${path}".`);
          if (name !== undefined && stats === undefined) await makeFolder(folder, name);
        },
        { createParents: true },
      );
      return textResult(`Successfully created directory ${path}`);
    },
  });
}
