import { join } from "node:path";
import type { CallJob, CallResult } from "../load/call-job.ts";
import type { RebuildJob, RebuildResult } from "../load/rebuild-job.ts";
import { startFleet, type Fleet } from "./fleet-servers.ts";
import { messageOf } from "./message-of.ts";
import type { PartContext } from "./part-context.ts";
import { startLoad } from "./start-load.ts";
import { orderOf, type Sample } from "./statistics.ts";

const loadDir = join(import.meta.dirname, "..", "load");
const replicasMax = 3;
const connections = 32;
const marginMs = 60_000;
/** The load is a new process each time. */
const warmupMs = 300;

/** A figure of a fleet; `target` says of which: how many replicas, or how a session's calls were sent. */
export interface FleetSample extends Sample {
  readonly what: "through nginx, modern" | "through nginx, legacy" | "one session's calls" | "sessions rebuilt";
  readonly callsPerSecond: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/**
 * One, two and three replicas through nginx; what it costs a call that the session's last one went to another replica; and how
 * fast a replica takes over sessions that it has never seen.
 */
export async function measureFleet(context: PartContext): Promise<FleetSample[]> {
  const { options, say, problem } = context;
  const samples: FleetSample[] = [];
  let fleet: Fleet | undefined;
  try {
    fleet = await startFleet(context, replicasMax);
    await Promise.all(
      fleet.replicas.map(({ port, pid }) => load(context, { port, serverPid: pid, leg: "modern" }, options.compileMs)),
    );
    for (let round = 0; round < options.fleetRounds; round++) {
      samples.push(...(await measureRound(context, fleet, round)));
      say(`fleet: round ${round + 1} of ${options.fleetRounds}`);
    }
  } catch (cause) {
    problem(`fleet: ${messageOf(cause)}`);
  } finally {
    await fleet?.stop();
  }
  return samples;
}

async function measureRound(context: PartContext, fleet: Fleet, round: number): Promise<FleetSample[]> {
  const { durationMs } = context.options;
  const [first, second] = fleet.replicas;
  if (first === undefined || second === undefined) return [];
  const samples: FleetSample[] = [];
  const sizes = Array.from({ length: replicasMax }, (_, index) => index + 1);
  for (const size of orderOf(sizes, round)) {
    const target = size === 1 ? "1 replica" : `${size} replicas`;
    const { port, stop } = await fleet.front(size);
    try {
      for (const leg of ["modern", "legacy"] as const) {
        const result = await load(context, { port, serverPid: first.pid, leg }, durationMs);
        samples.push({ what: `through nginx, ${leg}`, target, round, ...result });
      }
    } finally {
      await stop();
    }
  }
  const ways = [
    { target: "to one replica", otherPort: undefined },
    { target: "to two replicas in turn", otherPort: second.port },
  ];
  for (const { target, otherPort } of orderOf(ways, round)) {
    const job = { port: first.port, otherPort, serverPid: first.pid, leg: "legacy" } as const;
    samples.push({ what: "one session's calls", target, round, ...(await load(context, job, durationMs)) });
  }
  const job: RebuildJob = { port: first.port, otherPort: second.port, sessions: context.options.rebuiltSessions };
  const { perSecond } = await rebuild(context, job);
  samples.push({
    what: "sessions rebuilt",
    target: "by one replica",
    round,
    callsPerSecond: perSecond,
    p50Ms: undefined,
    p99Ms: undefined,
  });
  return samples;
}

async function load(
  context: PartContext,
  part: Pick<CallJob, "port" | "otherPort" | "serverPid" | "leg">,
  durationMs: number,
): Promise<CallResult> {
  const load = await startLoad(context.children, { ...part, connections });
  try {
    const result = await load.run({ warmupMs, durationMs, isLast: true });
    if (result === undefined) throw new Error("the load gave no result");
    if (result.faults > 0) context.problem(`fleet: ${result.faults} wrong answers, the first: ${result.firstFault}`);
    return result;
  } finally {
    await load.close();
  }
}

async function rebuild({ children, options }: PartContext, job: RebuildJob): Promise<RebuildResult> {
  const args = [join(loadDir, "rebuild-sessions.ts"), JSON.stringify(job)];
  return JSON.parse(await children.run({ name: "load", args }, options.durationMs + marginMs)) as RebuildResult;
}
