import { AppError } from "@mcp-tools/core";
import { constants, type BigIntStats } from "node:fs";
import { lstat, open, realpath, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

// Windows has neither flag; there the checks by path stand alone.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const DIRECTORY = constants.O_DIRECTORY ?? 0;

/**
 * An open folder. What is done through it happens in that very folder, also when its path has been
 * given to something else since: the lookups start at the open folder, not at the path.
 */
export interface Folder {
  /** Runs file system calls on entries of the folder; `entry()` without a name is the folder itself. */
  use<T>(calls: (entry: (name?: string) => string) => Promise<T>): Promise<T>;
  /** Opens an entry that is not a link. `flags` as in open(2). */
  openFile(name: string, flags: number, mode?: number): Promise<FileHandle>;
  /** Opens an entry that is a folder and not a link to one. */
  openFolder(name: string): Promise<Folder>;
  close(): Promise<void>;
}

/** How an open folder is named to system calls. Node has no openat(2), but some systems have paths that stand for open folders. */
type Anchor = (handle: FileHandle, stats: BigIntStats) => string;

const anchors: Partial<Record<NodeJS.Platform, Anchor>> = {
  linux: (handle) => `/proc/self/fd/${handle.fd}`,
  darwin: (_handle, { dev, ino }) => `/.vol/${dev}/${ino}`,
};

/**
 * Opens the folder at a real path.
 * @param options.byPath does without the system's help, as on systems that give none: every call is then
 * checked before and after, which leaves a gap of microseconds to whoever can swap folders for links.
 */
export async function openRootFolder(path: string, options: { byPath?: boolean } = {}): Promise<Folder> {
  const anchor = options.byPath === true ? undefined : anchors[process.platform];
  if (anchor === undefined) return openByPath(path);
  const handle = await open(path, constants.O_RDONLY | DIRECTORY);
  if (await leadsTo(handle, anchor)) return anchored(handle, anchor);
  await handle.close();
  return openByPath(path);
}

/** Without /proc, or on a volume that has no such paths, the anchor leads nowhere. */
async function leadsTo(handle: FileHandle, anchor: Anchor): Promise<boolean> {
  try {
    const own = await handle.stat({ bigint: true });
    return isSame(own, await stat(anchor(handle, own), { bigint: true }));
  } catch {
    return false;
  }
}

async function anchored(handle: FileHandle, anchor: Anchor): Promise<Folder> {
  const stats = await handle.stat({ bigint: true }).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  const at = anchor(handle, stats);
  const entry = (name?: string) => (name === undefined ? at : `${at}/${name}`);
  return {
    use: (calls) => calls(entry),
    openFile: (name, flags, mode) => open(entry(name), flags | NO_FOLLOW, mode),
    openFolder: async (name) => anchored(await open(entry(name), constants.O_RDONLY | DIRECTORY | NO_FOLLOW), anchor),
    close: () => handle.close(),
  };
}

async function openByPath(path: string): Promise<Folder> {
  const opened = await lstat(path, { bigint: true });
  const entry = (name?: string) => (name === undefined ? path : join(path, name));

  async function check(): Promise<void> {
    const [now, real] = await Promise.all([lstat(path, { bigint: true }), realpath(path)]);
    if (!now.isDirectory() || !isSame(now, opened) || real !== path) throw changed();
  }

  async function use<T>(calls: (entry: (name?: string) => string) => Promise<T>): Promise<T> {
    await check();
    const result = await calls(entry);
    await check();
    return result;
  }

  async function openFile(name: string, flags: number, mode?: number): Promise<FileHandle> {
    await check();
    const handle = await open(entry(name), flags | NO_FOLLOW, mode);
    try {
      await check();
      const [own, found] = await Promise.all([handle.stat({ bigint: true }), lstat(entry(name), { bigint: true })]);
      if (!isSame(own, found)) throw changed();
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  await check();
  return { use, openFile, openFolder: (name) => use((at) => openByPath(at(name))), close: async () => {} };
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function changed(): AppError {
  return new AppError("conflict", "A folder on the way was replaced while it was in use. Try again.");
}
