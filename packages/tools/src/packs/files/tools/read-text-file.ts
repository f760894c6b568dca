import { AppError } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import { withRegularFile } from "../content/open-regular-file.ts";
import { readText } from "../content/read-text.ts";
import type { FilesDeps } from "../files-deps.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

export function createReadTextFile(deps: FilesDeps) {
  return defineTool({
    ...createReading(deps),
    name: "read_text_file",
    title: "Read text file",
    description:
      "The contents of a text file (UTF-8, or UTF-16 with a byte order mark), or with `head` or `tail` its first or last lines. Large files can only be read in part.",
  });
}

/** The older name of `read_text_file`. */
export function createReadFile(deps: FilesDeps) {
  return defineTool({
    ...createReading(deps),
    name: "read_file",
    title: "Read file (deprecated)",
    description: "The contents of a text file. Deprecated: use read_text_file, which is the same.",
  });
}

function createReading({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return {
    access: "read",
    annotations: READS,
    input: z.object({
      path: pathSchema(),
      tail: z.int().min(1).optional().describe("Only the last so many lines."),
      head: z.int().min(1).optional().describe("Only the first so many lines."),
    }),
    output: textSchema("The text."),
    async run({ path, head, tail }: { path: string; head?: number | undefined; tail?: number | undefined }) {
      if (head !== undefined && tail !== undefined) throw new AppError("invalid_input", "Give head or tail, not both.");
      const text = await locate(path, (place) =>
        withRegularFile(place, (file) => readText(file, { head, tail, bytesMax: textBytesMax })),
      );
      return textResult(text);
    },
  } as const;
}
