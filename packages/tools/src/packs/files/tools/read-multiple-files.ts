import { isAppError } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import { withRegularFile } from "../content/open-regular-file.ts";
import { readText } from "../content/read-text.ts";
import type { FilesDeps } from "../files-deps.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

export function createReadMultipleFiles({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "read_multiple_files",
    title: "Read multiple files",
    description:
      "The contents of several text files at once, each after its path, with --- between them. A file that cannot be read says why in its place; the others are read all the same.",
    access: "read",
    annotations: READS,
    input: z.object({ paths: z.array(pathSchema()).min(1).max(200).describe("The files to read.") }),
    output: textSchema("The texts, each after its path."),
    async run({ paths }, { signal }) {
      const parts: string[] = [];
      let left = textBytesMax;
      for (const path of paths) {
        signal.throwIfAborted();
        // Room for the words around it, and for an error in its place.
        const bytesMax = left - 2 * Buffer.byteLength(path) - 512;
        const part = await readOne(path, bytesMax);
        left -= Buffer.byteLength(part) + 5;
        if (left < 0)
          return textResult(
            parts.join("\n---\n"),
            `Not read, because the answer is full: ${paths.length - parts.length} of ${paths.length} files. Ask for those again.`,
          );
        parts.push(part);
      }
      return textResult(parts.join("\n---\n"));
    },
  });

  async function readOne(path: string, bytesMax: number): Promise<string> {
    if (bytesMax <= 0) return `${path}: Error - not read, because the answer is full. Read it by itself.`;
    try {
      return `${path}:\n${await locate(path, (place) => withRegularFile(place, (file) => readText(file, { bytesMax })))}\n`;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return `${path}: Error - ${error.message}`;
    }
  }
}
