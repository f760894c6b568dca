// Programs from outside npm that a test file needs. The file says so in one of its first lines:
//   // @needs redis-server nginx
// Without them the file is left out by name on a laptop, and runs into its failure in CI.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { listFiles } from "./fingerprint.mjs";

const isTest = (/** @type {string} */ name, /** @type {boolean} */ isFolder) =>
  isFolder ? name !== "node_modules" && name !== "dist" : /\.test\.tsx?$/.test(name);

/** @type {Readonly<Record<string, () => boolean>>} */
const searches = {
  chromium: () => ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].some(isOnPath),
  // Debian keeps the server's binaries of each version out of PATH.
  postgresql: () =>
    isOnPath("initdb") ||
    childrenOf("/usr/lib/postgresql").some((version) =>
      existsSync(join("/usr/lib/postgresql", version, "bin", "initdb")),
    ),
};

/** @param {string} program */
export function isInstalled(program) {
  return (searches[program] ?? (() => isOnPath(program)))();
}

/**
 * Test files whose programs are missing here.
 * @param {string} root
 * @param {(program: string) => boolean} [isHere]
 * @returns {{ file: string, missing: string[] }[]}
 */
export function findUnmetNeeds(root, isHere = isInstalled) {
  return listFiles(root, ["apps", "packages", "e2e", "scripts"], isTest)
    .map((file) => ({
      file,
      missing: needsOf(readFileSync(join(root, file), "utf8")).filter((program) => !isHere(program)),
    }))
    .filter(({ missing }) => missing.length > 0);
}

/** @param {string} source */
function needsOf(source) {
  const line = source.split("\n", 10).find((text) => text.startsWith("// @needs "));
  return line
    ? line
        .slice("// @needs ".length)
        .trim()
        .split(/[\s,]+/)
    : [];
}

/** @param {string} program */
function isOnPath(program) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}

/** @param {string} folder */
function childrenOf(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
