import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { fitLines } from "../listing/fit-lines.ts";
import { listEntries, withFolder, type Entry } from "../listing/list-entries.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

const ENTRIES_MAX = 10_000;

export const entryLabels: Readonly<Record<Entry["kind"], string>> = {
  directory: "[DIR]",
  file: "[FILE]",
  link: "[LINK]",
  other: "[OTHER]",
};

export function createListDirectory({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "list_directory",
    title: "List directory",
    description:
      "What is in a folder, by name, one entry a line: [FILE], [DIR], [LINK] for a symbolic link, [OTHER] for pipes and devices.",
    access: "read",
    annotations: READS,
    input: z.object({ path: pathSchema("The folder.") }),
    output: textSchema("One entry a line."),
    async run({ path }) {
      const { entries, cut } = await locate(path, (place) =>
        withFolder(place, (folder) => listEntries(folder, ENTRIES_MAX)),
      );
      const fitted = fitLines(
        entries.map(({ name, kind }) => `${entryLabels[kind]} ${name}`),
        textBytesMax,
      );
      return textResult(fitted.lines.join("\n"), cutNotice(fitted.lines.length, cut || fitted.cut));
    },
  });
}

export function cutNotice(shown: number, cut: boolean): string {
  return cut
    ? `The folder has more entries than one answer holds: ${shown} are shown. Find others with search_files and a pattern.`
    : "";
}
