import type { Folder } from "../paths/folder.ts";
import { listEntries, type Entry } from "./list-entries.ts";
import type { Matches } from "./glob.ts";

export interface WalkOptions {
  readonly isExcluded: Matches;
  /** Levels of folders to go down. */
  readonly depthMax: number;
  /** Entries to look at, those left out included. */
  readonly entriesMax: number;
  readonly signal: AbortSignal;
}

export interface Level {
  /** Of the folder, below where the walk started; empty for that one. */
  readonly names: readonly string[];
  readonly entries: readonly Entry[];
}

export interface WalkReport {
  /** What was not looked at, as clauses for a notice. */
  readonly missing: readonly string[];
}

/**
 * Goes through a folder and those below it, the nearest first, so that a walk cut short has seen the top. Links are
 * listed and never followed.
 */
export async function* walkTree(
  top: Folder,
  { isExcluded, depthMax, entriesMax, signal }: WalkOptions,
): AsyncGenerator<Level, WalkReport> {
  const missing = new Set<string>();
  let left = entriesMax;
  let unreadable = 0;
  const queue: (readonly string[])[] = [[]];
  for (const names of queue) {
    signal.throwIfAborted();
    if (left === 0) {
      missing.add(`everything after the first ${entriesMax} entries`);
      break;
    }
    const listed = await listBelow(top, names, left).catch((error: unknown) => {
      // The folder asked for must be readable; one below it may be closed to us, or just have gone.
      if (names.length === 0) throw error;
      unreadable += 1;
    });
    if (listed === undefined) continue;
    left -= listed.entries.length;
    if (listed.cut) missing.add(`everything after the first ${entriesMax} entries`);
    const entries = listed.entries.filter(({ name }) => !isExcluded([...names, name].join("/")));
    yield { names, entries };
    const folders = entries.filter(({ kind }) => kind === "directory");
    if (names.length < depthMax) queue.push(...folders.map(({ name }) => [...names, name]));
    else if (folders.length > 0) missing.add(`folders more than ${depthMax} levels down`);
  }
  if (unreadable > 0) missing.add(`${unreadable} ${unreadable === 1 ? "folder" : "folders"} that cannot be read`);
  return { missing: [...missing] };
}

/** Opens every folder on the way from `top` in the one before it. */
async function listBelow(
  top: Folder,
  names: readonly string[],
  entriesMax: number,
): Promise<{ entries: Entry[]; cut: boolean }> {
  const [name, ...rest] = names;
  if (name === undefined) return listEntries(top, entriesMax);
  const next = await top.openFolder(name);
  try {
    return await listBelow(next, rest, entriesMax);
  } finally {
    await next.close();
  }
}
