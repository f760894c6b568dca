// `pnpm dev`: the launcher straight from its sources, started anew on each change, and the console's page rebuilt beside it.
// Tools in TOOLS_DIR are not watched here: the server itself reloads those and tells its clients.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { runMain } from "./step.mjs";
import { openToolchain, root, say } from "./toolchain.mjs";

const QUIET_MS = 150;

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

runMain(async () => {
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  const { node, pnpm, env } = toolchain;
  const page = spawn(
    node,
    [pnpm, "--filter", "@mcp-tools/admin", "exec", "vite", "build", "web", "--watch", "--logLevel", "warn"],
    { cwd: root, env, stdio: ["ignore", 2, 2] },
  );
  const server = keepRunning(() =>
    spawn(node, [join("apps", "launcher", "src", "main.ts"), ...process.argv.slice(2)], {
      cwd: root,
      env: { ...env, TOOLS_WATCH: "on" },
      stdio: "inherit",
    }),
  );
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  const onChange = (/** @type {string | null} */ file) => {
    if (!file || !/\.(ts|json)$/.test(file) || file.endsWith(".test.ts")) return;
    clearTimeout(pending);
    pending = setTimeout(() => server.restart(file), QUIET_MS);
  };
  const watchers = sourceFolders().map((folder) => watch(folder, { recursive: true }, (_, file) => onChange(file)));
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      for (const watcher of watchers) watcher.close();
      page.kill("SIGTERM");
      void server.stop(signal).then((code) => process.exit(code));
    });
  }
});

function sourceFolders() {
  const packages = ["apps", "packages"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name, "src")),
  );
  return packages.filter((folder) => existsSync(folder));
}

/**
 * One child at a time: the next starts when the last has drained and gone.
 * @param {() => ChildProcess} start
 */
function keepRunning(start) {
  let child = start();
  let ended = endOf(child);
  let restarting = Promise.resolve();
  return {
    /** @param {string} file */
    restart(file) {
      restarting = restarting.then(async () => {
        say(`${file} changed, starting anew`);
        child.kill("SIGTERM");
        await ended;
        child = start();
        ended = endOf(child);
      });
    },
    /** @param {NodeJS.Signals} signal */
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** @param {ChildProcess} child @returns {Promise<number>} */
function endOf(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => {
      if (code) say(`the server ended with ${code}; waiting for a change`);
      resolve(code ?? 1);
    });
  });
}
