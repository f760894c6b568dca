// pnpm under the pinned toolchain: `node scripts/run.mjs conformance` is `pnpm conformance` with nothing installed by hand.
import { ensureInstalled } from "./install.mjs";
import { run, runMain } from "./step.mjs";
import { openToolchain, root } from "./toolchain.mjs";

runMain(async () => {
  const args = process.argv.slice(2);
  if (args.length === 0) {
    console.error("usage: node scripts/run.mjs <script or pnpm command> [arguments]");
    process.exitCode = 64;
    return;
  }
  const toolchain = await openToolchain();
  if (args[0] !== "install") await ensureInstalled(toolchain);
  const { code } = await run(toolchain.node, [toolchain.pnpm, ...args], {
    cwd: root,
    env: toolchain.env,
    stdio: "inherit",
  });
  process.exitCode = code;
});
