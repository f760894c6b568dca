import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SseJob } from "../load/sse-job.ts";
import type { Child } from "./children.ts";
import { readOpenFilesMax, readResidentBytes } from "./machine.ts";
import { messageOf } from "./message-of.ts";
import type { PartContext } from "./part-context.ts";
import { ours, startServer } from "./servers.ts";
import { orderOf, type Sample } from "./statistics.ts";

const loadDir = join(import.meta.dirname, "..", "load");
const collectFlags = ["--expose-gc", "--import", join(loadDir, "collect-on-signal.ts")];
const warmupSessions = 200;
const spareFiles = 256;
const openMs = 180_000;
const collectMs = 1500;

export interface MemorySample extends Sample {
  readonly sessions: number;
  /** Growth of the server's resident memory per session: after the settle time, and after a full collection. */
  readonly bytesSettled: number;
  readonly bytesCollected: number;
}

/** A fresh server for every sample; some sessions come and go first, so that what is loaded and compiled on first use is not counted. */
export async function measureMemory(context: PartContext): Promise<MemorySample[]> {
  const { options, say, problem } = context;
  const sessions = Math.min(options.sessions, readOpenFilesMax() - spareFiles);
  if (sessions < options.sessions)
    problem(`memory: only ${sessions} sessions, because a process may not open more files here`);
  const samples: MemorySample[] = [];
  for (let round = 0; round < options.memoryRounds; round++) {
    for (const target of orderOf([ours, "sdk-v1-sse"], round)) {
      try {
        samples.push({ target, round, sessions, ...(await measureServer(context, target, sessions)) });
      } catch (cause) {
        problem(`memory of ${target}: ${messageOf(cause)}`);
      }
    }
    say(`memory: round ${round + 1} of ${options.memoryRounds}`);
  }
  return samples;
}

async function measureServer(
  context: PartContext,
  target: string,
  sessions: number,
): Promise<Pick<MemorySample, "bytesSettled" | "bytesCollected">> {
  const server = await startServer(context, target, { nodeFlags: collectFlags });
  const collect = async (): Promise<number> => {
    server.child.process.kill("SIGUSR2");
    await sleep(collectMs);
    return readResidentBytes(server.pid);
  };
  try {
    const visitors = await holdSessions(context, { port: server.port, sessions: warmupSessions });
    await visitors.stop();
    await sleep(collectMs);
    const before = await collect();
    const holder = await holdSessions(context, { port: server.port, sessions });
    await sleep(context.options.settleMs);
    const settled = readResidentBytes(server.pid);
    const collected = await collect();
    await holder.stop();
    return { bytesSettled: (settled - before) / sessions, bytesCollected: (collected - before) / sessions };
  } finally {
    await server.stop();
  }
}

/** Resolves once all sessions are open; they stay so until the child is stopped. */
async function holdSessions({ children }: PartContext, job: SseJob): Promise<Child> {
  const child = children.start({
    name: "sse",
    args: [join(loadDir, "hold-sse-sessions.ts"), JSON.stringify(job)],
    isPiped: true,
  });
  const opened = child.process.stdout === null ? Promise.resolve() : once(child.process.stdout, "data");
  const outcome = await Promise.race([
    opened.then(() => undefined),
    child.ended.then((reason) => `${reason}: ${child.logTail()}`),
    sleep(openMs, `not open after ${openMs / 1000} s`, { ref: false }),
  ]);
  if (outcome === undefined) return child;
  await child.stop();
  throw new Error(`the sessions could not be opened: ${outcome}`);
}
