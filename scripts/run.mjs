// pnpm under the pinned toolchain: `node scripts/run.mjs conformance` is `pnpm conformance` with nothing installed by hand.
import { spawn } from "node:child_process";
import { ensureInstalled } from "./install.mjs";
import { openToolchain, root } from "./toolchain.mjs";

const args = process.argv.slice(2);
if (args.length === 0) {
  console.error("usage: node scripts/run.mjs <script or pnpm command> [arguments]");
  process.exit(64);
}
const toolchain = openToolchain();
if (args[0] !== "install") ensureInstalled(toolchain);
const child = spawn(toolchain.node, [toolchain.pnpm, ...args], { cwd: root, env: toolchain.env, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
