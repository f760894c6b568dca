import { existsSync, rmSync, statSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Writable } from "node:stream";
import { AppError } from "@mcp-tools/core";
import { fileError } from "./file-errors.ts";

/**
 * Writes a file that is there as a whole or not at all, for its owner alone. @returns its size
 * @throws AppError `conflict` when it is there already, `unavailable` when the disk does not take it
 */
export async function saveFile(
  path: string,
  write: (sink: Writable) => Promise<void>,
  openSink: (path: string) => Promise<Writable> = createSink,
): Promise<number> {
  if (existsSync(path)) throw new AppError("conflict", `${path} is there already. Name another file, or remove it.`);
  const draft = `${path}.part`;
  let sink: Writable | undefined;
  try {
    rmSync(draft, { force: true });
    sink = await openSink(draft);
    await write(sink);
    await rename(draft, path);
    await syncFolder(path);
    return statSync(path).size;
  } catch (error) {
    sink?.on("error", () => {}).destroy();
    rmSync(draft, { force: true });
    throw fileError(error, `${path} cannot be written`);
  }
}

async function createSink(path: string): Promise<Writable> {
  const file = await open(path, "wx", 0o600);
  // Flushed: what was reported as written outlives the machine.
  return file.createWriteStream({ flush: true });
}

/** The name, too; where folders cannot be opened (Windows) that is nobody's to do. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(resolve(path)), "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
