// `npm start`: toolchain, dependencies, build, each only where something changed; then the launcher.
// `npm run setup` (`--setup-only`) stops before the launcher.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { run, runMain } from "./step.mjs";
import { isNodeNewEnough, openToolchain, root, say } from "./toolchain.mjs";

const launcher = join(root, "apps", "launcher", "dist", "main.js");

runMain(async () => {
  const args = process.argv.slice(2);
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  await ensureBuilt(toolchain);
  if (args[0] === "--setup-only") {
    say("ready; `npm start` runs it");
    return;
  }
  process.chdir(root);
  if (isNodeNewEnough()) {
    // In this very process, so that signals and the exit code need no go-between.
    process.argv = [process.execPath, launcher, ...args];
    await import(pathToFileURL(launcher).href);
  } else {
    const { code } = await run(toolchain.node, [launcher, ...args], { stdio: "inherit" });
    process.exit(code);
  }
});
