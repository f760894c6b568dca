// Tells cheaply whether files changed, so that a second start need not ask the package manager and the builder.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Files below some paths, as `/`-separated paths relative to the root, sorted; a path that does not exist holds none.
 * @param {string} root
 * @param {readonly string[]} paths files or folders, relative to the root
 * @param {(name: string, isFolder: boolean) => boolean} [isWanted] by base name
 */
export function listFiles(root, paths, isWanted = () => true) {
  /** @type {string[]} */
  const files = [];
  /** @type {(path: string) => void} */
  const visit = (path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const isFolder = entry.isDirectory();
      if (!isWanted(entry.name, isFolder)) continue;
      if (isFolder) visit(`${path}/${entry.name}`);
      else if (entry.isFile()) files.push(`${path}/${entry.name}`);
    }
  };
  for (const path of paths) {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isDirectory()) visit(path);
    else if (stats) files.push(path);
  }
  return files.sort();
}

/**
 * Of names, sizes and times: changes whenever a file is added, removed or written.
 * @param {string} root
 * @param {readonly string[]} files
 */
export function fingerprintOfTimes(root, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${stats?.size}\0${stats?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/**
 * Of names and contents: survives a copy or a fresh clone.
 * @param {string} root
 * @param {readonly string[]} files
 */
export function fingerprintOfContents(root, files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}
