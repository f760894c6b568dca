// `npm test`: everything. `npm test -- unit e2e` runs some of the steps. Ends with one line: N passed, N failed[, N skipped].
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { endLeftovers } from "./leftovers.mjs";
import { findUnmetNeeds } from "./needs.mjs";
import { exitCodeOf, run, runMain } from "./step.mjs";
import { closingLine, countVitest } from "./tally.mjs";
import { openToolchain, root } from "./toolchain.mjs";

/**
 * @typedef {import("./tally.mjs").Tally} Tally
 * @typedef {{ name: string, needsBuild?: boolean, of?: string, beside?: readonly string[], deadlineMs: number, args: (report: string) => string[] }} Step
 */

const minutes = 60_000;
/** What a step started ends with it, or a moment later. */
const leftoverGraceMs = 5_000;

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
  { name: "unit", deadlineMs: 20 * minutes, args: vitest("unit") },
  { name: "e2e", needsBuild: true, deadlineMs: 20 * minutes, args: vitest("e2e") },
  // Parts of e2e that mostly wait, for a clock or a browser: they run while others need the processors.
  {
    name: "e2e-waiting",
    needsBuild: true,
    of: "e2e",
    beside: ["unit", "e2e"],
    deadlineMs: 20 * minutes,
    args: vitest("e2e-waiting"),
  },
  {
    name: "e2e-console",
    needsBuild: true,
    of: "e2e",
    beside: ["e2e"],
    deadlineMs: 20 * minutes,
    args: vitest("e2e-console"),
  },
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
  const chosen = steps.filter(
    ({ name, of }) => names.length === 0 || names.includes(name) || (of !== undefined && names.includes(of)),
  );
  const reports = mkdtempSync(join(tmpdir(), "mcp-tools-test-"));
  // What the steps make and start is here, so that what they leave is found.
  const temporary = join(reports, "t");
  mkdirSync(temporary, { mode: 0o755 });
  chmodSync(reports, 0o755);
  process.once("exit", () => rmSync(reports, { recursive: true, force: true }));
  const tallies = await runAll({ ...toolchain, env: { ...toolchain.env, TMPDIR: temporary } }, chosen, reports);
  tallies.push(await tallyLeftovers(temporary), tallyNeeds(chosen));
  const { line, ok } = closingLine(tallies, isCi());
  console.log(`\n${line}`);
  // At once: nothing that is still open here is worth waiting for.
  process.exit(ok ? 0 : 1);
});

/** @param {string} folder @returns {Promise<Tally>} */
async function tallyLeftovers(folder) {
  const left = await endLeftovers(folder, leftoverGraceMs);
  for (const { pid, command } of left) console.log(`failed: process ${pid} was left behind, and is ended: ${command}`);
  return { passed: 0, failed: left.length, skipped: 0 };
}

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
  /** The step that this one runs beside. */
  const hostOf = (/** @type {Step} */ { beside = [] }) => chosen.find(({ name }) => beside.includes(name));
  for (const step of chosen.filter((one) => hostOf(one) === undefined)) {
    const companions = chosen.filter((one) => hostOf(one) === step);
    const beside = companions.map((one) =>
      one.needsBuild && !built ? undefined : runStep(toolchain, one, reports, true),
    );
    console.log(`\n━━ ${step.name}`);
    tallies.push(step.needsBuild && !built ? notBuilt() : await runStep(toolchain, step, reports));
    for (const [index, { name }] of companions.entries()) {
      console.log(`\n━━ ${name}`);
      const tally = (await beside[index]) ?? notBuilt();
      if (built) process.stdout.write(readFileSync(join(reports, `${name}.log`)));
      tallies.push(tally);
    }
  }
  return tallies;
}

/** @returns {Tally} */
function notBuilt() {
  console.log("not run: the build failed");
  return { passed: 0, failed: 1, skipped: 0 };
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
 * @param {string} reports
 * @param {boolean} [toFile] what it prints goes to `<name>.log`
 * @returns {Promise<Tally>}
 */
async function runStep({ node, env }, { name, args, deadlineMs }, reports, toFile = false) {
  const report = join(reports, `${name}.json`);
  const output = toFile ? openSync(join(reports, `${name}.log`), "a") : "inherit";
  const stopped = AbortSignal.timeout(deadlineMs);
  const { code, received } = await run(node, args(report), {
    cwd: root,
    env,
    stdio: ["ignore", output, output],
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
