// `npm test`: everything. `npm test -- unit e2e` runs some of the steps. Ends with one line: N passed, N failed[, N skipped].
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { findUnmetNeeds } from "./needs.mjs";
import { exitCodeOf, run, runMain } from "./step.mjs";
import { closingLine, countVitest } from "./tally.mjs";
import { openToolchain, root } from "./toolchain.mjs";

/**
 * @typedef {import("./tally.mjs").Tally} Tally
 * @typedef {{ name: string, needsBuild?: boolean, deadlineMs: number, args: (report: string) => string[] }} Step
 */

const minutes = 60_000;

/** @type {(project: string) => (report: string) => string[]} */
const vitest = (project) => (report) => [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  project,
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
];

/** @type {readonly Step[]} */
const steps = [
  { name: "check", deadlineMs: 5 * minutes, args: (report) => ["scripts/check.mjs", "--report", report] },
  { name: "unit", deadlineMs: 12 * minutes, args: vitest("unit") },
  { name: "e2e", needsBuild: true, deadlineMs: 20 * minutes, args: vitest("e2e") },
  {
    name: "conformance",
    needsBuild: true,
    deadlineMs: 5 * minutes,
    args: (report) => ["scripts/conformance.mjs", "--report", report],
  },
];

runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`No step is called ${unknown.join(", ")}. The steps: ${steps.map(({ name }) => name).join(", ")}.`);
    process.exitCode = 64;
    return;
  }
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name));
  const reports = mkdtempSync(join(tmpdir(), "mcp-tools-test-"));
  process.once("exit", () => rmSync(reports, { recursive: true, force: true }));
  const tallies = await runAll(toolchain, chosen, reports);
  tallies.push(tallyNeeds(chosen));
  const { line, ok } = closingLine(tallies, isCi());
  console.log(`\n${line}`);
  process.exitCode = ok ? 0 : 1;
});

/**
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {readonly Step[]} chosen
 * @param {string} reports
 */
async function runAll(toolchain, chosen, reports) {
  /** @type {Tally[]} */
  const tallies = [];
  const built = chosen.some(({ needsBuild }) => needsBuild) ? await build(toolchain) : true;
  if (!built) tallies.push({ passed: 0, failed: 1, skipped: 0 });
  for (const step of chosen) {
    console.log(`\n━━ ${step.name}`);
    if (step.needsBuild && !built) {
      console.log("not run: the build failed");
      tallies.push({ passed: 0, failed: 1, skipped: 0 });
    } else {
      tallies.push(await runStep(toolchain, step, join(reports, `${step.name}.json`)));
    }
  }
  return tallies;
}

/** @param {import("./toolchain.mjs").Toolchain} toolchain */
async function build(toolchain) {
  try {
    await ensureBuilt(toolchain);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/**
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {Step} step
 * @param {string} report
 * @returns {Promise<Tally>}
 */
async function runStep({ node, env }, { name, args, deadlineMs }, report) {
  const stopped = AbortSignal.timeout(deadlineMs);
  const { code, received } = await run(node, args(report), {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
    signal: stopped,
    killSignal: "SIGTERM",
  }).catch(() => ({ code: 1, received: undefined }));
  if (received) process.exit(exitCodeOf(received));
  if (stopped.aborted) console.log(`${name} was stopped: it took longer than ${deadlineMs / minutes} minutes`);
  const tally = readReport(report);
  // A step may fail with no failed test: a crash, an unhandled rejection, a report that never came.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** @param {string} file @returns {Tally} */
function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    return "testResults" in report ? countVitest(report) : report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * Test files left out because a program is missing. In CI they are not left out, and the missing program is named.
 * @param {readonly Step[]} chosen
 * @returns {Tally}
 */
function tallyNeeds(chosen) {
  if (!chosen.some(({ name }) => name === "unit" || name === "e2e")) return { passed: 0, failed: 0, skipped: 0 };
  const unmet = findUnmetNeeds(root);
  for (const { file, missing } of unmet)
    console.log(`${isCi() ? "failed" : "skipped"}: ${file} needs ${missing.join(", ")}`);
  if (unmet.length > 0)
    console.log("`bash scripts/install-test-deps.sh` installs what is missing on Debian and Ubuntu.");
  return isCi() ? { passed: 0, failed: unmet.length, skipped: 0 } : { passed: 0, failed: 0, skipped: unmet.length };
}

function isCi() {
  return ["1", "true"].includes(process.env["CI"] ?? "");
}
