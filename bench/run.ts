import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChildren } from "./harness/children.ts";
import type { Measurements } from "./harness/goals.ts";
import { describeMachine } from "./harness/machine.ts";
import { measureCalls } from "./harness/measure-calls.ts";
import { measureFleet } from "./harness/measure-fleet.ts";
import { measureMemory } from "./harness/measure-memory.ts";
import { measureStdio } from "./harness/measure-stdio.ts";
import { messageOf } from "./harness/message-of.ts";
import { allParts, parseOptions, usage, type BenchOptions } from "./harness/options.ts";
import type { PartContext } from "./harness/part-context.ts";
import { renderReport } from "./harness/render-report.ts";
import { stopLeftDatabase } from "./harness/stop-left-database.ts";
import { stopOnSignal } from "./harness/stop-on-signal.ts";

const resultsPath = join(import.meta.dirname, "results.md");
const buildPeersPath = join(import.meta.dirname, "harness", "build-peers.ts");

const options = readOptions();
if (options !== undefined) process.exitCode = await bench(options);

function readOptions(): BenchOptions | undefined {
  try {
    const parsed = parseOptions(process.argv.slice(2));
    if (parsed === undefined) process.stdout.write(`${usage}\n`);
    return parsed;
  } catch (cause) {
    process.stderr.write(`${messageOf(cause)}\n\n${usage}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

/**
 * Measures and prints, and ends every process it started, whatever happens.
 * 1 when something could not be measured or was answered wrongly; a goal that is not reached is a result, not a failure.
 */
async function bench(options: BenchOptions): Promise<number> {
  const machine = describeMachine();
  const workDir = mkdtempSync(join(tmpdir(), "mcp-tools-bench-"));
  // The embedded database may run as another user than we do.
  chmodSync(workDir, 0o755);
  const children = createChildren(workDir);
  const cleanUp = async (): Promise<void> => {
    await children.stopAll();
    await stopLeftDatabase(workDir);
    rmSync(workDir, { recursive: true, force: true });
  };
  stopOnSignal(cleanUp, children.killAll);
  const { context, problems } = createContext({ options, workDir, children });
  try {
    await children.run({ name: "build", args: ["--disable-warning=ExperimentalWarning", buildPeersPath] }, 30_000);
    const measurements = await measure(context);
    if (children.isClosed()) return 1;
    const date = new Date().toISOString().slice(0, 10);
    const report = renderReport({ date, machine, options, measurements, problems: [...problems] });
    process.stdout.write(`\n${report}`);
    if (!options.isQuick && options.parts.length === allParts.length) writeFileSync(resultsPath, report);
    return problems.size === 0 ? 0 : 1;
  } finally {
    await cleanUp();
  }
}

/** Once the run is being stopped, what fails because of that is not worth a word. */
function createContext(given: Pick<PartContext, "options" | "workDir" | "children">): {
  context: PartContext;
  problems: ReadonlySet<string>;
} {
  const problems = new Set<string>();
  const say = (line: string): void => {
    if (!given.children.isClosed()) process.stderr.write(`${line}\n`);
  };
  const problem = (text: string): void => {
    if (!problems.has(text)) say(`! ${text}`);
    problems.add(text);
  };
  return { context: { ...given, say, problem }, problems };
}

async function measure(context: PartContext): Promise<Measurements> {
  const { parts } = context.options;
  const legs = (["modern", "legacy"] as const).filter((leg) => parts.includes(leg));
  return {
    calls: legs.length > 0 ? await measureCalls(context, legs) : [],
    memory: parts.includes("memory") ? await measureMemory(context) : [],
    stdio: parts.includes("stdio") ? await measureStdio(context) : [],
    fleet: parts.includes("fleet") ? await measureFleet(context) : [],
  };
}
