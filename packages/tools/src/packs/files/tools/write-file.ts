import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import { replaceFile } from "../content/replace-file.ts";
import type { FilesDeps } from "../files-deps.ts";
import { textResult, textSchema } from "../text-result.ts";

export function createWriteFile({ locate, pathSchema }: FilesDeps) {
  return defineTool({
    name: "write_file",
    title: "Write file",
    description:
      "Makes a text file (UTF-8), or replaces all of one that exists without asking. To change a part, use edit_file. The folder must exist.",
    access: "destructive",
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: z.object({ path: pathSchema(), content: z.string().describe("All of the new text.") }),
    output: textSchema("What was done."),
    async run({ path, content }) {
      await locate(path, (place) => replaceFile(place, content));
      return textResult(`Successfully wrote to ${path}`);
    },
  });
}
