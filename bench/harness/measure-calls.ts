import type { CallResult, Leg } from "../load/call-job.ts";
import { messageOf } from "./message-of.ts";
import type { PartContext } from "./part-context.ts";
import { startServer, targets, type Server } from "./servers.ts";
import { startLoad, type Load } from "./start-load.ts";
import { orderOf, type Sample } from "./statistics.ts";

const compileConnections = 32;

export interface CallSample extends Sample, CallResult {
  readonly leg: Leg;
  readonly connections: number;
}

/**
 * Starts all targets at once and calls one at a time, in slices of a quarter of a second that take turns: a shared machine
 * is twice as fast in one second as in the next.
 */
export async function measureCalls(context: PartContext, legs: readonly Leg[]): Promise<CallSample[]> {
  const { options, say } = context;
  const servers = await startAll(context, legs);
  const samples: CallSample[] = [];
  for (const leg of legs) {
    const warm = await warmUp(context, leg, servers);
    for (const connections of options.connections) {
      const lanes = await openLanes(context, { leg, connections, servers: warm, firstMs: options.durationMs });
      for (let round = 0; round < options.rounds; round++) samples.push(...(await measureRound(context, lanes, round)));
      await closeAll(lanes);
      say(`calls: ${leg}, ${connections} connections: ${options.rounds} rounds`);
    }
  }
  await Promise.all(servers.map((server) => server.stop()));
  return samples;
}

/** A server, and who calls it. */
interface Lane {
  readonly leg: Leg;
  readonly server: Server;
  readonly connections: number;
  readonly load: Load;
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
async function warmUp(context: PartContext, leg: Leg, servers: readonly Server[]): Promise<Server[]> {
  const { options, say } = context;
  const able = servers.filter(({ name }) => targets.find((one) => one.name === name)?.legs.includes(leg) === true);
  const lanes = await openLanes(context, {
    leg,
    connections: compileConnections,
    servers: able,
    firstMs: options.compileMs,
  });
  await closeAll(lanes);
  const warm = lanes.map(({ server }) => server);
  say(`calls: ${leg}: ${warm.length} targets warm`);
  return warm;
}

/** Each calls for `firstMs` at first, so that the caller is compiled, too; one without a right answer is left out. */
async function openLanes(
  context: PartContext,
  {
    leg,
    connections,
    servers,
    firstMs,
  }: { leg: Leg; connections: number; servers: readonly Server[]; firstMs: number },
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (const server of servers) {
    const { port, pid, headers } = server;
    try {
      const load = await startLoad(context.children, { port, leg, connections, serverPid: pid, headers });
      const lane = { leg, server, connections, load };
      const result = await runSlice(context, lane, { durationMs: firstMs, isLast: true });
      if (result !== undefined && result.callsPerSecond > 0) lanes.push(lane);
      else await load.close();
    } catch (cause) {
      context.problem(`${server.name}, ${leg}, connections: ${connections}: ${messageOf(cause)}`);
    }
  }
  return lanes;
}

async function closeAll(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ load }) => load.close()));
}

async function measureRound(context: PartContext, lanes: readonly Lane[], round: number): Promise<CallSample[]> {
  const { slices, durationMs } = context.options;
  const samples: CallSample[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const isLast = slice === slices - 1;
    for (const lane of orderOf(lanes, round * slices + slice)) {
      const result = await runSlice(context, lane, { durationMs: durationMs / slices, isLast });
      const { leg, server, connections } = lane;
      if (result !== undefined) samples.push({ target: server.name, leg, connections, round, ...result });
    }
  }
  return samples;
}

async function runSlice(
  { options, problem }: PartContext,
  { leg, server, connections, load }: Lane,
  slice: { durationMs: number; isLast: boolean },
): Promise<CallResult | undefined> {
  const where = `${server.name}, ${leg}, connections: ${connections}`;
  try {
    const result = await load.run({ warmupMs: options.warmupMs, ...slice });
    if (result !== undefined && result.faults > 0)
      problem(`${where}: ${result.faults} wrong answers, the first: ${result.firstFault}`);
    return result;
  } catch (cause) {
    problem(`${where}: ${messageOf(cause)}`);
    return undefined;
  }
}
