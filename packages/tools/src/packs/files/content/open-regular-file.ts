import { AppError } from "@mcp-tools/core";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Place } from "../paths/locate.ts";

// Windows has no such flag, nor files that would need it.
const NON_BLOCK = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file to read it, and closes it after `use`.
 * @throws AppError `not_found`, or `invalid_input` for a folder, a pipe, a device or a socket: opening those may hang or act
 */
export async function withRegularFile<T>(
  { folder, name, stats, asked }: Place,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  if (name === undefined || stats?.isDirectory() === true) {
    throw new AppError("invalid_input", `"${asked}" is a folder. See what is in it with list_directory.`);
  }
  if (stats === undefined)
    throw new AppError("not_found", `There is no file at "${asked}". Look with list_directory or search_files.`);
  if (!stats.isFile()) throw notRegular(asked);
  // Should it have become a pipe since, opening it must not wait for a writer.
  const file = await folder.openFile(name, constants.O_RDONLY | NON_BLOCK);
  try {
    if (!(await file.stat()).isFile()) throw notRegular(asked);
    return await use(file);
  } finally {
    await file.close();
  }
}

export function notRegular(asked: string): AppError {
  return new AppError(
    "invalid_input",
    `"${asked}" is a pipe, a device or a socket. Only regular files can be read and written.`,
  );
}
