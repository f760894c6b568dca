import { join } from "node:path";
import * as z from "zod";
import { namesBelow, toAbsolutePath } from "./roots.ts";

/** Makes the schema of an argument that is a path. */
export type PathSchema = (description?: string) => z.ZodString;

/** Rules and whoever approves a call see one spelling of a path, for all that say the same. */
export function createPathSchema(roots: readonly string[]): PathSchema {
  return (description = "The file.") =>
    z
      .string()
      .min(1)
      .max(4_096)
      .overwrite((path) => normalPath(roots, path))
      .describe(`${description} Absolute, or relative to the first allowed folder.`);
}

/**
 * Below the first root a path is relative to it, with `/` between the names; below another one it is absolute. What leads
 * out of all of them, or is no path, stays as it is. The file system is not asked: links and the case of letters stay, too.
 */
export function normalPath(roots: readonly string[], path: string): string {
  for (const [place, root] of roots.entries()) {
    const names = namesOf(roots, root, path)?.map((name) => name.normalize("NFC"));
    if (names === undefined) continue;
    return place === 0 ? relativePath(names) : join(root, ...names);
  }
  return path;
}

function namesOf(roots: readonly string[], root: string, path: string): string[] | undefined {
  try {
    return namesBelow(root, toAbsolutePath(roots, path));
  } catch {
    return undefined;
  }
}

/** Names that would be read as something else at the beginning of a path keep a `./` before them. */
function relativePath(names: readonly string[]): string {
  const path = names.join("/");
  if (path === "") return ".";
  return /^~|^[A-Za-z]:/.test(path) ? `./${path}` : path;
}
