// Builds the apps when a source changed since the last build.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOfTimes, listFiles } from "./fingerprint.mjs";
import { runSetupStep } from "./step.mjs";
import { root, say, withSetupLock } from "./toolchain.mjs";

const stamp = join(root, "node_modules", ".mcp-tools-built");
const rootInputs = [
  "package.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "turbo.json",
  "tsconfig.base.json",
  "tsup.preset.ts",
];
const notSources = new Set(["node_modules", "dist", ".turbo", "coverage", "data"]);

/**
 * Has turbo build what is out of date. Looks at the times of the sources first, which takes milliseconds and decides most starts.
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 */
export async function ensureBuilt(toolchain) {
  if (!isBuilt()) await withSetupLock(() => build(toolchain));
}

/** @param {import("./toolchain.mjs").Toolchain} toolchain */
async function build({ node, pnpm, env }) {
  if (isBuilt()) return;
  say("building");
  const startedAt = Date.now();
  // Taken before: a source written during the build is built by the next start.
  const sources = fingerprintOfSources();
  rmSync(stamp, { force: true });
  const buildEnv = { ...env };
  delete buildEnv["NODE_ENV"];
  await runSetupStep(
    "The build failed; its message is above. If you changed nothing, remove node_modules and run this again.",
    node,
    [pnpm, "exec", "turbo", "run", "build", "--output-logs=errors-only"],
    { cwd: root, env: buildEnv },
  );
  writeFileSync(stamp, `${sources} ${fingerprintOfOutputs()}`);
  say(`built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function isBuilt() {
  if (!existsSync(stamp)) return false;
  const [sources, outputs] = readFileSync(stamp, "utf8").split(" ");
  return outputs === fingerprintOfOutputs() && sources === fingerprintOfSources();
}

function fingerprintOfSources() {
  const isSource = (/** @type {string} */ name, /** @type {boolean} */ isFolder) =>
    isFolder ? !notSources.has(name) : !/\.test\.[jt]sx?$|\.md$/.test(name);
  return fingerprintOfTimes(root, listFiles(root, ["apps", "packages", ...rootInputs], isSource));
}

function fingerprintOfOutputs() {
  const folders = readdirSync(join(root, "apps")).map((app) => `apps/${app}/dist`);
  return fingerprintOfTimes(root, listFiles(root, folders));
}
