import { AppError } from "@mcp-tools/core";
import type { BigIntStats } from "node:fs";
import { lstat, mkdir, readdir, readlink } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { toFileError, undefinedIfMissing } from "./file-error.ts";
import { openRootFolder, type Folder } from "./folder.ts";
import { outside, refuseUnsafeName, splitNames, toAbsolutePath, toRoute } from "./roots.ts";

/** As many as Linux follows. */
const LINKS_MAX = 40;

/** Where a path leads. */
export interface Place {
  /** As it was asked for. */
  readonly asked: string;
  /** The same from the top; links on the way are not resolved. */
  readonly absolute: string;
  /** The open folder that the entry is in. */
  readonly folder: Folder;
  /** The entry's name; undefined when the path leads to `folder` itself. */
  readonly name: string | undefined;
  /** What the entry is, links followed; undefined when there is none, or no name. */
  readonly stats: BigIntStats | undefined;
}

export interface LocateOptions {
  /** Makes the folders on the way where they are missing. */
  readonly createParents?: boolean;
  /** Stops at a link instead of following it, when it is the last part. */
  readonly keepLink?: boolean;
}

/** Finds what a path leads to, and keeps it open for as long as `use` runs. Errors are about the path as asked for. */
export type Locate = <T>(path: string, use: (place: Place) => Promise<T>, options?: LocateOptions) => Promise<T>;

/**
 * Walks paths from the roots, one name after the other, each looked up in the folder opened before it. Links are
 * resolved here and not by the system, so none of them leads out of the roots, and a folder that is swapped for a
 * link meanwhile is refused.
 */
export function createLocate({ roots, byPath = false }: { roots: readonly string[]; byPath?: boolean }): Locate {
  return async (path, use, options = {}) => {
    const trail: Folder[] = [];
    try {
      const absolute = toAbsolutePath(roots, path);
      const entry = await walk({ roots, byPath, asked: path, options, trail }, absolute);
      return await use({ asked: path, absolute, ...entry });
    } catch (error) {
      throw toFileError(error, path);
    } finally {
      await closeAll(trail);
    }
  };
}

interface Walk {
  readonly roots: readonly string[];
  readonly byPath: boolean;
  readonly asked: string;
  readonly options: LocateOptions;
  /** The open folders from the root down; the last is where the next name is looked up. */
  readonly trail: Folder[];
}

type Entry = Pick<Place, "folder" | "name" | "stats">;

async function walk(state: Walk, start: string): Promise<Entry> {
  const { trail, options, asked } = state;
  let { names, real } = await enter(state, start);
  let links = 0;
  for (;;) {
    const folder = trail.at(-1);
    if (folder === undefined) throw outside(state.roots, asked);
    const [wanted, ...rest] = names;
    if (wanted === undefined) return { folder, name: undefined, stats: undefined };
    if (wanted === "..") {
      if (trail.length > 1) {
        await trail.pop()?.close();
        names = rest;
      } else ({ names, real } = await enter(state, resolve(real, "..", ...rest)));
      continue;
    }
    const { name, stats } = await findEntry(folder, wanted);
    if (stats?.isSymbolicLink() === true && !(rest.length === 0 && options.keepLink === true)) {
      links += 1;
      if (links > LINKS_MAX)
        throw new AppError("invalid_input", `"${asked}" leads through too many links, perhaps in a circle.`);
      const target = await folder.use((entry) => readlink(entry(name)));
      if (isAbsolute(target)) ({ names, real } = await enter(state, resolve(target, ...rest)));
      else names = [...splitNames(target), ...rest];
      continue;
    }
    if (rest.length === 0) return { folder, name, stats };
    trail.push(await openNext(state, folder, name, stats));
    names = rest;
  }
}

/** Starts over at the root that contains a path. */
async function enter(
  { roots, byPath, asked, trail }: Walk,
  absolute: string,
): Promise<{ names: readonly string[]; real: string }> {
  const { root, names } = await toRoute(roots, absolute, asked);
  await closeAll(trail.splice(0));
  trail.push(await openRootFolder(root.real, { byPath }));
  return { names, real: root.real };
}

async function openNext(
  { options, asked }: Walk,
  folder: Folder,
  name: string,
  stats: BigIntStats | undefined,
): Promise<Folder> {
  if (stats !== undefined && !stats.isDirectory()) {
    throw new AppError("invalid_input", `"${name}" in "${asked}" is a file where a folder is needed.`);
  }
  if (stats === undefined) {
    if (options.createParents !== true) {
      throw new AppError(
        "not_found",
        `There is no folder "${name}", which "${asked}" goes through. Look with list_directory, or make it with create_directory.`,
      );
    }
    await makeFolder(folder, name);
  }
  return folder.openFolder(name);
}

/** Makes a folder; one that is there already is as good. */
export async function makeFolder(folder: Folder, name: string): Promise<void> {
  refuseUnsafeName(name);
  await folder.use(async (entry) => {
    await mkdir(entry(name)).catch(async (error: unknown) => {
      if (!(await lstat(entry(name))).isDirectory()) throw error;
    });
  });
}

/**
 * The entry of that name, or one whose name reads the same: macOS writes accents as characters of their own, and
 * models write them composed.
 */
async function findEntry(folder: Folder, wanted: string): Promise<{ name: string; stats: BigIntStats | undefined }> {
  const find = (name: string) => folder.use((entry) => lstat(entry(name), { bigint: true }).catch(undefinedIfMissing));
  const stats = await find(wanted);
  const composed = wanted.normalize("NFC");
  if (stats !== undefined || (composed === wanted && /^[\x20-\x7e]*$/.test(wanted))) return { name: wanted, stats };
  const names = await folder.use((entry) => readdir(entry()));
  const twin = names.find((name) => name.normalize("NFC") === composed);
  return twin === undefined ? { name: wanted, stats } : { name: twin, stats: await find(twin) };
}

async function closeAll(folders: readonly Folder[]): Promise<void> {
  await Promise.all(folders.map((folder) => folder.close()));
}
