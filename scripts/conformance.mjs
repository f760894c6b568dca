// Starts the built mcp-sse with the fixtures and runs the official conformance suite against it, for both frozen
// requirement sets, open, governed, and on two replicas. Scenarios that a set runs without scoring (extensions, later additions) are shown and decide nothing.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { readScenarios } from "./conformance-report.mjs";
import { ways } from "./conformance-server.mjs";
import { ensureInstalled } from "./install.mjs";
import { isInstalled } from "./needs.mjs";
import { exitCodeOf, runMain } from "./step.mjs";
import { openToolchain, root } from "./toolchain.mjs";

/** The sets are frozen: another number of scenarios means that we misread the suite. */
const requirementSets = [
  { revision: "2025-11-25", scenarios: 30 },
  { revision: "2026-07-28", scenarios: 37 },
];

runMain(async () => {
  const toolchain = await openToolchain();
  await ensureInstalled(toolchain);
  await ensureBuilt(toolchain);
  const folder = mkdtempSync(join(tmpdir(), "mcp-tools-conformance-"));
  /** @type {import("./conformance-server.mjs").RunningServer | undefined} */
  let server;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => void (server?.stop() ?? Promise.resolve()).then(() => process.exit(exitCodeOf(signal))));
  }
  const tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const [index, way] of ways.entries()) {
      console.log(`\n━ ${way.name}`);
      // Not in CI: there its absence is a failure.
      if (way.needs !== undefined && !process.env["CI"] && !isInstalled(way.needs)) {
        console.log(`skipped: it needs ${way.needs}`);
        continue;
      }
      server = await way.start(toolchain.node, join(folder, String(index)));
      for (const requirements of requirementSets) {
        const scored = await runSuite(toolchain, requirements, server.url);
        tally.passed += scored.filter(({ ok }) => ok).length;
        tally.failed += scored.filter(({ ok }) => !ok).length;
      }
      await server.stop();
    }
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const at = process.argv.indexOf("--report");
  const report = at === -1 ? undefined : process.argv[at + 1];
  if (report) writeFileSync(report, JSON.stringify(tally));
  console.log(`\nconformance: ${tally.passed} scored scenarios passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
});

/**
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {{ revision: string, scenarios: number }} requirements
 * @param {string} url
 * @returns {Promise<{ name: string, ok: boolean }[]>} the scored scenarios
 */
async function runSuite({ node, env }, { revision, scenarios }, url) {
  console.log(`\n── requirements ${revision}`);
  const manifest = createRequire(join(root, "e2e", "package.json")).resolve(
    "@modelcontextprotocol/conformance/package.json",
  );
  const cli = join(dirname(manifest), "dist", "index.js");
  const out = mkdtempSync(join(tmpdir(), "mcp-tools-conformance-out-"));
  const child = spawn(node, [cli, "server", "--url", url, "--requirements", revision, "-o", out], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (exitCode) => resolve(exitCode ?? 1));
  });
  const { scored, unscored } = readScenarios(output);
  for (const { name, ok, passed, checks } of scored) {
    console.log(`${ok ? "✓" : "✗"} ${name} (${passed}/${checks} checks)`);
    if (!ok) for (const problem of problemsOf(out, name)) console.log(`    ${problem}`);
  }
  for (const { name, ok, passed, checks } of unscored)
    console.log(`${ok ? "✓" : "–"} ${name} (${passed}/${checks} checks, not scored)`);
  rmSync(out, { recursive: true, force: true });
  const isWhole = scored.length === scenarios && (code === 0 || scored.some(({ ok }) => !ok));
  if (!isWhole)
    throw new Error(
      `${output}\nThe suite ended with ${code} after ${scored.length} of the ${scenarios} scored scenarios of ${revision}.`,
    );
  return scored;
}

/**
 * @param {string} out where the suite saved its checks
 * @param {string} scenario
 * @returns {string[]} what failed in it
 */
function problemsOf(out, scenario) {
  return readdirSync(out)
    .filter((name) => name.startsWith(`server-${scenario}-2`))
    .flatMap((name) => JSON.parse(readFileSync(join(out, name, "checks.json"), "utf8")))
    .filter(({ status }) => status === "FAILURE")
    .map(({ id, errorMessage, description }) => `${id}: ${errorMessage ?? description}`);
}
