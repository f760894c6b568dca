import { AppError } from "@mcp-tools/core";
import { constants } from "node:fs";
import { mkdir, rename, rmdir, unlink } from "node:fs/promises";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { toFileError } from "../paths/file-error.ts";
import type { Folder } from "../paths/folder.ts";
import type { Place } from "../paths/locate.ts";
import { refuseUnsafeName } from "../paths/roots.ts";
import { textResult, textSchema } from "../text-result.ts";

export function createMoveFile({ locate, pathSchema }: FilesDeps) {
  return defineTool({
    name: "move_file",
    title: "Move file",
    description:
      "Moves or renames a file or a folder. Fails when there is something at the destination already. A symbolic link is moved itself, not what it leads to.",
    access: "destructive",
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    input: z.object({ source: pathSchema("What to move."), destination: pathSchema("Its new path, name included.") }),
    output: textSchema("What was done."),
    async run({ source, destination }) {
      const options = { keepLink: true };
      await locate(source, (from) => locate(destination, (to) => move(from, to), options), options);
      return textResult(`Successfully moved ${source} to ${destination}`);
    },
  });
}

async function move(from: Place, to: Place): Promise<void> {
  const { folder, name, stats } = from;
  if (name === undefined)
    throw new AppError("forbidden", `"${from.asked}" is an allowed folder itself and stays where it is.`);
  if (stats === undefined)
    throw new AppError("not_found", `There is nothing at "${from.asked}". Look with list_directory or search_files.`);
  if (to.name === undefined || to.stats !== undefined) {
    throw new AppError(
      "conflict",
      `There is something at "${to.asked}" already. Choose another destination, with its name at the end.`,
    );
  }
  const newName = to.name;
  refuseUnsafeName(newName);
  // rename(2) replaces silently: whoever makes the entry first owns it, and only then it is replaced.
  const giveUp = await claim(to.folder, newName, stats.isDirectory()).catch((error: unknown) => {
    throw toFileError(error, to.asked);
  });
  try {
    await folder.use((source) => to.folder.use((destination) => rename(source(name), destination(newName))));
  } catch (error) {
    await giveUp().catch(() => {});
    throw explain(error, from, to);
  }
}

/** Makes an empty entry of the kind that may be replaced. Returns how to remove it. */
async function claim(folder: Folder, name: string, isFolder: boolean): Promise<() => Promise<void>> {
  if (isFolder) {
    await folder.use((entry) => mkdir(entry(name)));
    return () => folder.use((entry) => rmdir(entry(name)));
  }
  const file = await folder.openFile(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  await file.close();
  return () => folder.use((entry) => unlink(entry(name)));
}

function explain(error: unknown, from: Place, to: Place): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EINVAL")
    return new AppError(
      "invalid_input",
      `"${to.asked}" is inside "${from.asked}": a folder cannot be moved into itself.`,
    );
  return toFileError(error, code === "EXDEV" ? to.asked : from.asked);
}
