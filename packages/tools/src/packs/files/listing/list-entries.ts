import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import type { Folder } from "../paths/folder.ts";
import type { Place } from "../paths/locate.ts";
import { AppError } from "@mcp-tools/core";

export interface Entry {
  readonly name: string;
  readonly kind: "directory" | "file" | "link" | "other";
}

/** The entries of a folder by name. `cut` when there are more than `entriesMax`. */
export async function listEntries(folder: Folder, entriesMax: number): Promise<{ entries: Entry[]; cut: boolean }> {
  return folder.use(async (entry) => {
    const entries: Entry[] = [];
    let cut = false;
    for await (const found of await opendir(entry(), { bufferSize: 256 })) {
      if (entries.length === entriesMax) {
        cut = true;
        break;
      }
      entries.push({ name: found.name, kind: kindOf(found) });
    }
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    return { entries, cut };
  });
}

/**
 * Opens the folder that a path leads to, and closes it after `use`.
 * @throws AppError `not_found`, or `invalid_input` when it is no folder
 */
export async function withFolder<T>(
  { folder, name, stats, asked }: Place,
  use: (folder: Folder) => Promise<T>,
): Promise<T> {
  if (name === undefined) return use(folder);
  if (stats === undefined)
    throw new AppError("not_found", `There is no folder at "${asked}". Look with list_directory on the folder above.`);
  if (!stats.isDirectory())
    throw new AppError("invalid_input", `"${asked}" is a file, not a folder. Read it with read_text_file.`);
  const opened = await folder.openFolder(name);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

function kindOf(found: Dirent): Entry["kind"] {
  if (found.isDirectory()) return "directory";
  if (found.isFile()) return "file";
  return found.isSymbolicLink() ? "link" : "other";
}
