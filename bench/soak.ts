import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createChildren, type Child, type Children } from "./harness/children.ts";
import { readOpenFilesMax, readResidentBytes } from "./harness/machine.ts";
import { messageOf } from "./harness/message-of.ts";
import { ours, startServer, type Server } from "./harness/servers.ts";
import { stopLeftDatabase } from "./harness/stop-left-database.ts";
import { stopOnSignal } from "./harness/stop-on-signal.ts";

const usage = `Usage: node bench/soak.ts [--sessions <number>] [--minutes <number>]

Holds idle sessions open at one built mcp-sse, half of them on /sse and half on /mcp, each with its stream; looks at the server's
memory meanwhile, calls a tool in each of them at the end, and lets all clients vanish without a word. Exit code 1 when memory
grew by more than a tenth while nothing happened, a session did not answer, or something was not released.

  --sessions   default 10,000; a process needs to open twice as many files
  --minutes    default 10`;

const openMs = 300_000;
const callsMs = 300_000;
const releaseMs = 60_000;
/** After opening, the garbage of it goes. */
const settleMs = 20_000;
const growthMax = 0.1;
const spareFiles = 500;
/** Connections to its database come and go. */
const spareSockets = 10;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      sessions: { type: "string", default: "10000" },
      minutes: { type: "string", default: "10" },
    },
  });
  const sessions = Number(values.sessions);
  const minutes = Number(values.minutes);
  if (values.help === true || !Number.isInteger(sessions) || sessions < 2 || !(minutes > 0)) {
    process.stdout.write(`${usage}\n`);
    return values.help === true ? 0 : 2;
  }
  if (readOpenFilesMax() < sessions + spareFiles) {
    process.stderr.write(
      `A process may open ${readOpenFilesMax()} files here: raise it (ulimit -n) for ${sessions} sessions.\n`,
    );
    return 2;
  }
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
  try {
    const server = await startServer({ children, workDir }, ours);
    const problems = await soak(server, { children, sessions, minutes });
    await server.stop();
    for (const problem of problems) say(`! ${problem}`);
    return problems.length === 0 ? 0 : 1;
  } catch (cause) {
    process.stderr.write(`${messageOf(cause)}\n`);
    return 1;
  } finally {
    await cleanUp();
  }
}

async function soak(
  server: Server,
  { children, sessions, minutes }: { children: Children; sessions: number; minutes: number },
): Promise<string[]> {
  const problems: string[] = [];
  const files = openFiles(server);
  say(`before: ${megabytes(server)} MB, ${files} files`);
  const job = JSON.stringify({ port: server.port, sessions });
  const holder = children.start({
    name: "sessions",
    args: [join(import.meta.dirname, "load", "hold-mixed-sessions.ts"), job],
    isPiped: true,
  });
  await lineOf(holder, openMs);
  await sleep(settleMs);
  const first = megabytes(server);
  say(`${sessions} sessions open: ${first} MB, ${await openSessions(server)} by its own count`);
  let last = first;
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(60_000);
    last = megabytes(server);
    say(`after ${minute} min: ${last} MB`);
  }
  if (last > first * (1 + growthMax)) problems.push(`memory grew from ${first} to ${last} MB while nothing happened`);

  const started = performance.now();
  holder.process.stdin?.write("call\n");
  const answered = await lineOf(holder, callsMs);
  say(`${answered} of ${sessions} in ${Math.round((performance.now() - started) / 1000)} s; ${megabytes(server)} MB`);
  if (answered !== `answered ${sessions}`) problems.push(`of ${sessions} sessions ${answered}`);

  holder.process.kill("SIGKILL");
  const vanished = performance.now();
  while (openFiles(server) > files + spareSockets && performance.now() - vanished < releaseMs) await sleep(100);
  const left = openFiles(server) - files;
  say(`clients gone: ${left} files more than before after ${((performance.now() - vanished) / 1000).toFixed(1)} s`);
  if (left > spareSockets) problems.push(`${left} sockets were not released`);
  await sleep(settleMs);
  say(`at the end: ${megabytes(server)} MB`);
  return problems;
}

/** The next line that the child prints. @throws Error when it ends or is silent for too long */
async function lineOf(child: Child, timeoutMs: number): Promise<string> {
  const { stdout } = child.process;
  if (stdout === null) throw new Error("the child has no output");
  const line = await Promise.race([
    once(stdout, "data").then(([data]) => String(data).trim()),
    child.ended.then((reason) => Promise.reject(new Error(`${reason}: ${child.logTail()}`))),
    sleep(timeoutMs, undefined, { ref: false }),
  ]);
  if (line === undefined) throw new Error(`the sessions did nothing for ${timeoutMs / 1000} s`);
  return line;
}

async function openSessions(server: Server): Promise<number> {
  const counts = (await metricsOf(server)).matchAll(/^mcp_tools_sessions_open\{.*\} (\d+)$/gm);
  return [...counts].reduce((total, [, count]) => total + Number(count), 0);
}

/** Files and sockets that the server holds. */
function openFiles({ pid }: Server): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

async function metricsOf(server: Server): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`, { signal: AbortSignal.timeout(10_000) });
  return response.text();
}

function megabytes({ pid }: Server): number {
  return Math.round(readResidentBytes(pid) / 1_000_000);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
