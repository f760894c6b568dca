// Installs the workspace when the lockfile or a manifest changed since the last installation.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fingerprintOfContents } from "./fingerprint.mjs";
import { runSetupStep } from "./step.mjs";
import { root, say, withSetupLock } from "./toolchain.mjs";

const stamp = join(root, "node_modules", ".mcp-tools-installed");

/**
 * Runs `pnpm install` from the lockfile unless the last installation was for these very manifests and this kind of machine.
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 */
export async function ensureInstalled(toolchain) {
  if (!isInstalled()) await withSetupLock(() => install(toolchain));
}

/** @param {import("./toolchain.mjs").Toolchain} toolchain */
async function install({ node, pnpm, env }) {
  if (isInstalled()) return;
  const wanted = wantedStamp();
  say("installing dependencies");
  const startedAt = Date.now();
  rmSync(stamp, { force: true });
  /** @type {NodeJS.ProcessEnv} */
  const setupEnv = { ...env, CI: "true" };
  // With it, pnpm would leave out what the build needs.
  delete setupEnv["NODE_ENV"];
  await runSetupStep(
    "pnpm could not install the dependencies. Its message is above: a network or registry problem goes away by running this again; when it says that the lockfile is outdated, run `node scripts/run.mjs install --no-frozen-lockfile`.",
    node,
    [pnpm, "install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"],
    { cwd: root, env: setupEnv },
  );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  say(`installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wantedStamp();
}

/** Native parts differ by platform: a folder shared by two kinds of machine installs anew on each change of hands. */
function wantedStamp() {
  const folders = ["apps", "packages"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  const manifests = [...folders, "e2e", "bench"]
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)));
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests.sort()];
  return `${process.platform}-${process.arch} ${fingerprintOfContents(root, files)}`;
}
