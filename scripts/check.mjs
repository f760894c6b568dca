// `pnpm check`: everything that can be judged without a database, side by side, in seconds.
// With `--report <file>` the verdicts are also written there as JSON.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { delimiter, join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { runMain } from "./step.mjs";
import { openToolchain, root } from "./toolchain.mjs";

/** @typedef {{ name: string, ok: boolean, seconds: number, output: string }} Verdict */

/** Each part is a program of node_modules/.bin with its arguments, and what to do when it fails. */
const parts = [
  // The compiler uses several cores by itself.
  {
    name: "types",
    command: ["turbo", "run", "typecheck", "--continue", "--concurrency=50%", "--output-logs=errors-only"],
    advice: "",
  },
  { name: "lint", command: ["oxlint"], advice: "node scripts/run.mjs fix, then what remains by hand" },
  {
    name: "unused",
    command: ["knip", "--no-progress", "--no-config-hints"],
    advice: "remove it, or say in knip.json who uses it",
  },
  { name: "format", command: ["oxfmt", "--check"], advice: "node scripts/run.mjs fix" },
  { name: "boundaries", command: ["turbo", "boundaries"], advice: "which package may import which: turbo.json" },
  { name: "docs", command: ["node", "scripts/check-docs.ts"], advice: "correct the page, or what it names" },
  {
    name: "settings",
    command: ["node", "scripts/write-config-docs.ts", "--check"],
    advice: "node scripts/run.mjs docs:config",
  },
  { name: "types of scripts", command: ["tsc", "-p", "scripts"], advice: "" },
];

runMain(async () => {
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  const verdicts = await judgeAll(toolchain);
  const failed = verdicts.filter(({ ok }) => !ok);
  for (const { name, output } of failed) console.log(`\n── ${name}\n${output.trimEnd()}`);
  console.log("");
  for (const { name, ok, seconds } of verdicts)
    console.log(`${ok ? "✓" : "✗"} ${name.padEnd(18)} ${seconds.toFixed(1)} s`);
  for (const { advice, name } of parts) {
    if (advice && failed.some((verdict) => verdict.name === name)) console.log(`  ${name}: ${advice}`);
  }
  const report = process.argv.indexOf("--report");
  const file = report === -1 ? undefined : process.argv[report + 1];
  if (file)
    writeFileSync(file, JSON.stringify({ passed: verdicts.length - failed.length, failed: failed.length, skipped: 0 }));
  process.exitCode = failed.length === 0 ? 0 : 1;
});

/**
 * As many at a time as there are cores, the long ones first.
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 */
async function judgeAll(toolchain) {
  const waiting = [...parts].reverse();
  /** @type {Map<string, Verdict>} */
  const verdicts = new Map();
  const workers = Array.from({ length: Math.max(2, cpus().length) }, async () => {
    for (let part = waiting.pop(); part; part = waiting.pop()) verdicts.set(part.name, await judge(toolchain, part));
  });
  await Promise.all(workers);
  return parts.flatMap(({ name }) => verdicts.get(name) ?? []);
}

/**
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {{ name: string, command: string[] }} part
 * @returns {Promise<Verdict>}
 */
function judge({ env }, { name, command: [file = "", ...args] }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    // On Windows these are batch files, which only a shell runs.
    const child = spawn(file, args, {
      cwd: root,
      env: withBins(env),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    const end = (/** @type {boolean} */ ok) =>
      resolve({ name, ok, seconds: (performance.now() - startedAt) / 1000, output });
    child.once("error", (error) => {
      output += error.message;
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}

/** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
function withBins(env) {
  const pathName = Object.keys(env).find((name) => name.toLowerCase() === "path") ?? "PATH";
  return { ...env, [pathName]: [join(root, "node_modules", ".bin"), env[pathName]].join(delimiter) };
}
