import { lstat } from "node:fs/promises";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import { formatBytes } from "../content/format-bytes.ts";
import type { FilesDeps } from "../files-deps.ts";
import { fitLines } from "../listing/fit-lines.ts";
import { listEntries, withFolder, type Entry } from "../listing/list-entries.ts";
import type { Folder } from "../paths/folder.ts";
import { READS, textResult, textSchema } from "../text-result.ts";
import { cutNotice, entryLabels } from "./list-directory.ts";

const ENTRIES_MAX = 5_000;
const LOOKUPS_AT_ONCE = 64;

interface SizedEntry extends Entry {
  /** Bytes. */
  readonly size: number;
}

export function createListDirectoryWithSizes({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "list_directory_with_sizes",
    title: "List directory with sizes",
    description: "What is in a folder, one entry a line, with the sizes of the files and their sum.",
    access: "read",
    annotations: READS,
    input: z.object({
      path: pathSchema("The folder."),
      sortBy: z.enum(["name", "size"]).default("name").describe("By name, or the largest first."),
    }),
    output: textSchema("One entry a line, then the totals."),
    async run({ path, sortBy }) {
      const { entries, cut } = await locate(path, (place) =>
        withFolder(place, async (folder) => {
          const listed = await listEntries(folder, ENTRIES_MAX);
          return { cut: listed.cut, entries: await addSizes(folder, listed.entries) };
        }),
      );
      if (sortBy === "size") entries.sort((one, other) => other.size - one.size);
      const fitted = fitLines(entries.map(toLine), textBytesMax - 256);
      const summary = totals(entries);
      return textResult(
        [...fitted.lines, "", ...summary].join("\n"),
        cutNotice(fitted.lines.length, cut || fitted.cut),
      );
    },
  });
}

async function addSizes(folder: Folder, entries: readonly Entry[]): Promise<SizedEntry[]> {
  const sized: SizedEntry[] = [];
  for (let start = 0; start < entries.length; start += LOOKUPS_AT_ONCE) {
    const batch = entries.slice(start, start + LOOKUPS_AT_ONCE).map(async (found) => {
      // Gone since it was listed: it has no size any more.
      const size =
        found.kind === "file"
          ? await folder.use((entry) =>
              lstat(entry(found.name)).then(
                (stats) => stats.size,
                () => 0,
              ),
            )
          : 0;
      return { ...found, size };
    });
    sized.push(...(await Promise.all(batch)));
  }
  return sized;
}

function toLine({ kind, name, size }: SizedEntry): string {
  const label = `${entryLabels[kind]} ${name}`;
  return kind === "file" ? `${label.padEnd(37)} ${formatBytes(size).padStart(10)}` : label;
}

function totals(entries: readonly SizedEntry[]): string[] {
  const folders = entries.filter(({ kind }) => kind === "directory").length;
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  return [`Total: ${entries.length - folders} files, ${folders} directories`, `Combined size: ${formatBytes(bytes)}`];
}
