import { join } from "node:path";
import type { CallJob, CallResult, Leg } from "../load/call-job.ts";
import { messageOf } from "./message-of.ts";
import type { PartContext } from "./part-context.ts";
import { startServer, targets, type Server } from "./servers.ts";
import { orderOf, type Sample } from "./statistics.ts";

const loadPath = join(import.meta.dirname, "..", "load", "run-calls.ts");
/** Opening sessions, and letting calls in flight finish, on a slow peer. */
const marginMs = 60_000;

export interface CallSample extends Sample, CallResult {
  readonly leg: Leg;
  readonly connections: number;
}

/** Starts all targets at once and measures one at a time: every round visits every target at every number of connections. */
export async function measureCalls(context: PartContext, legs: readonly Leg[]): Promise<CallSample[]> {
  const { options, say } = context;
  const servers = await startAll(context, legs);
  const lanes = await warmUp(context, legs, servers);
  const samples: CallSample[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const connections of options.connections) {
      for (const { leg, server } of orderOf(lanes, round)) {
        const sample = await measure(context, { leg, server, connections, round, durationMs: options.durationMs });
        if (sample !== undefined) samples.push(sample);
      }
    }
    say(`calls: round ${round + 1} of ${options.rounds}`);
  }
  await Promise.all(servers.map((server) => server.stop()));
  return samples;
}

interface Lane {
  readonly leg: Leg;
  readonly server: Server;
}

async function startAll(context: PartContext, legs: readonly Leg[]): Promise<Server[]> {
  const servers: Server[] = [];
  for (const target of targets) {
    if (!target.legs.some((leg) => legs.includes(leg))) continue;
    try {
      servers.push(await startServer(context, target.name));
    } catch (cause) {
      context.problem(messageOf(cause));
    }
  }
  return servers;
}

/** Lets every server compile its hot code, and leaves out those that give no right answer. */
async function warmUp(context: PartContext, legs: readonly Leg[], servers: readonly Server[]): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (const leg of legs) {
    for (const server of servers) {
      if (targets.find(({ name }) => name === server.name)?.legs.includes(leg) !== true) continue;
      const sample = await measure(context, {
        leg,
        server,
        connections: 32,
        round: -1,
        durationMs: context.options.compileMs,
      });
      if (sample !== undefined && sample.callsPerSecond > 0) lanes.push({ leg, server });
    }
  }
  context.say(`calls: ${lanes.length} targets warm`);
  return lanes;
}

async function measure(
  context: PartContext,
  run: Lane & { connections: number; round: number; durationMs: number },
): Promise<CallSample | undefined> {
  const { children, options, problem } = context;
  const { leg, server, connections, round, durationMs } = run;
  const { warmupMs } = options;
  const job: CallJob = {
    port: server.port,
    leg,
    connections,
    warmupMs,
    durationMs,
    serverPid: server.pid,
    headers: server.headers,
  };
  const where = `${server.name}, ${leg}, connections: ${connections}`;
  try {
    const output = await children.run(
      { name: "load", args: [loadPath, JSON.stringify(job)] },
      warmupMs + durationMs + marginMs,
    );
    const result = JSON.parse(output) as CallResult;
    if (result.faults > 0) problem(`${where}: ${result.faults} wrong answers, the first: ${result.firstFault}`);
    return { target: server.name, leg, connections, round, ...result };
  } catch (cause) {
    problem(`${where}: ${messageOf(cause)}`);
    return undefined;
  }
}
