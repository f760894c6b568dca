// `pnpm check`: everything that can be judged without a database, side by side, in seconds.
// With `--report <file>` the verdicts are also written there as JSON.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { ensureInstalled } from "./install.mjs";
import { runMain } from "./step.mjs";
import { openToolchain, root } from "./toolchain.mjs";

/** @typedef {{ name: string, ok: boolean, seconds: number, output: string }} Verdict */

const typecheckScripts = ["exec", "tsc", "-p", "scripts"];

/** Each part is a pnpm command line, and what to do when it fails. */
const parts = [
  { name: "format", args: ["exec", "oxfmt", "--check"], advice: "pnpm fix" },
  { name: "lint", args: ["exec", "oxlint"], advice: "pnpm fix, then what remains by hand" },
  { name: "boundaries", args: ["exec", "turbo", "boundaries"], advice: "see the direction rule in docs/ARCHITECTURE.md" },
  { name: "unused", args: ["exec", "knip", "--no-progress"], advice: "remove what nothing uses, or declare it in knip.json" },
  { name: "docs", args: ["exec", "node", "scripts/check-docs.ts"], advice: "correct the page, or what it names" },
  { name: "settings", args: ["exec", "node", "scripts/write-config-docs.ts", "--check"], advice: "node scripts/run.mjs docs:config" },
  { name: "types", args: ["exec", "turbo", "run", "typecheck", "--output-logs=errors-only"], advice: "" },
  { name: "types of scripts", args: typecheckScripts, advice: "" },
];

runMain(async () => {
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  const verdicts = await Promise.all(parts.map((part) => judge(toolchain, part)));
  const failed = verdicts.filter(({ ok }) => !ok);
  for (const { name, output } of failed) console.log(`\n── ${name}\n${output.trimEnd()}`);
  console.log("");
  for (const { name, ok, seconds } of verdicts) console.log(`${ok ? "✓" : "✗"} ${name.padEnd(18)} ${seconds.toFixed(1)} s`);
  for (const { advice, name } of parts) {
    if (advice && failed.some((verdict) => verdict.name === name)) console.log(`  ${name}: ${advice}`);
  }
  const report = process.argv.indexOf("--report");
  const file = report === -1 ? undefined : process.argv[report + 1];
  if (file) writeFileSync(file, JSON.stringify({ passed: verdicts.length - failed.length, failed: failed.length, skipped: 0 }));
  process.exitCode = failed.length === 0 ? 0 : 1;
});

/**
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {{ name: string, args: string[] }} part
 * @returns {Promise<Verdict>}
 */
function judge({ node, pnpm, env }, { name, args }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(node, [pnpm, ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
    const end = (/** @type {boolean} */ ok) => resolve({ name, ok, seconds: (performance.now() - startedAt) / 1000, output });
    child.once("error", (error) => {
      output += error.message;
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}
