import { AppError } from "@mcp-tools/core";
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

export interface Root {
  /** As it stands in the setting. */
  readonly path: string;
  /** Without links. */
  readonly real: string;
}

/** A root and the names that lead from it to what is meant. */
export interface Route {
  readonly root: Root;
  readonly names: readonly string[];
}

/**
 * What a path asks for, before the file system is looked at. Relative paths start at the first root, `~` is the
 * home folder; links on the way are not resolved here.
 * @throws AppError `invalid_input` for a path that no file can have, `forbidden` for one outside the roots
 */
export function toAbsolutePath(roots: readonly string[], path: string): string {
  if (path.includes("\0"))
    throw new AppError("invalid_input", "The path contains a NUL character, which no file name can.");
  if (process.platform !== "win32" && /^[A-Za-z]:[\\/]/.test(path)) {
    throw new AppError(
      "invalid_input",
      `"${path}" is a Windows path, and this server does not run on Windows. ${allowed(roots)}`,
    );
  }
  const expanded = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
  return resolve(roots[0] ?? sep, expanded);
}

/** @throws AppError `forbidden` when no root contains the path, `unavailable` when the one that does is not there */
export async function toRoute(roots: readonly string[], absolute: string, asked: string): Promise<Route> {
  const candidates = await Promise.all(
    roots.map(async (path) => ({ path, real: await realpath(path).catch(() => undefined) })),
  );
  let best: Route | undefined;
  let missing: string | undefined;
  for (const { path, real } of candidates) {
    if (real === undefined) {
      if (namesBelow(path, absolute) !== undefined) missing = path;
      continue;
    }
    const names = namesBelow(path, absolute) ?? namesBelow(real, absolute);
    if (names !== undefined && (best === undefined || names.length < best.names.length))
      best = { root: { path, real }, names };
  }
  if (best === undefined && missing !== undefined) {
    throw new AppError(
      "unavailable",
      `The allowed folder "${missing}" cannot be opened on the server: it does not exist, or the server may not see it.`,
    );
  }
  if (best === undefined) throw outside(roots, asked);
  best.names.forEach(refuseUnsafeName);
  return best;
}

export function outside(roots: readonly string[], asked: string): AppError {
  return new AppError("forbidden", `"${asked}" leads outside the allowed folders. ${allowed(roots)}`);
}

/** The parts of a path, without the empty ones and those that change nothing. */
export function splitNames(path: string): string[] {
  return path.split(sep === "\\" ? /[\\/]/ : "/").filter((name) => name !== "" && name !== ".");
}

function allowed(roots: readonly string[]): string {
  return `Use a path in ${roots.map((root) => `"${root}"`).join(" or ")}.`;
}

/** The names that lead from a folder to a path below it. */
export function namesBelow(folder: string, path: string): string[] | undefined {
  const below = relative(folder, path);
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) return undefined;
  return splitNames(below);
}

/** Windows reads these names as something else: a device, a stream of another file, or the name without its end. */
export function refuseUnsafeName(name: string): void {
  if (process.platform !== "win32") return;
  if (/[. ]$|[:<>"|?*]|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) {
    throw new AppError("invalid_input", `"${name}" is not a name that Windows keeps as it is. Use another.`);
  }
}
