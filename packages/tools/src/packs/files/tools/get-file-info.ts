import { AppError } from "@mcp-tools/core";
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

export function createGetFileInfo({ locate, pathSchema }: FilesDeps) {
  return defineTool({
    name: "get_file_info",
    title: "Get file info",
    description: "Size, times, kind and permissions of a file or a folder, without reading it. Links are followed.",
    access: "read",
    annotations: READS,
    input: z.object({ path: pathSchema("The file or folder.") }),
    output: textSchema("One property a line, as name: value."),
    async run({ path }) {
      const stats = await locate(path, async (place) =>
        place.name === undefined ? place.folder.use((entry) => stat(entry(), { bigint: true })) : place.stats,
      );
      if (stats === undefined)
        throw new AppError(
          "not_found",
          `There is no file or folder at "${path}". Look with list_directory or search_files.`,
        );
      return textResult(describe(stats));
    },
  });
}

function describe(stats: BigIntStats): string {
  return Object.entries({
    size: stats.size,
    created: stats.birthtime.toISOString(),
    modified: stats.mtime.toISOString(),
    accessed: stats.atime.toISOString(),
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    permissions: (Number(stats.mode) & 0o777).toString(8).padStart(3, "0"),
  })
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join("\n");
}
