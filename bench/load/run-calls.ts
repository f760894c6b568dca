import { createInterface } from "node:readline";
import { createHistogram } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallJob, CallResult, CallSlice } from "./call-job.ts";
import { openCaller, type Caller } from "./open-caller.ts";
import { firstCallId } from "./mcp-requests.ts";
import { readProcessorTime } from "./processor-time.ts";

const drainMs = 5000;

const job = JSON.parse(process.argv[2] ?? "") as CallJob;
const load = await openLoad(job);
print("open");
for await (const line of createInterface({ input: process.stdin }))
  print(await load.run(JSON.parse(line) as CallSlice));
await Promise.race([load.close(), sleep(drainMs)]);
process.exit(0);

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value ?? null)}\n`);
}

/** Keeps every connection busy with one call at a time, and counts the right answers that arrive in the measured time. */
async function openLoad({ serverPid, connections, ...rest }: CallJob) {
  let nextId = firstCallId;
  let isMeasuring = false;
  let isRunning = false;
  let sum = emptySum();

  const tally = {
    nextId: () => nextId++,
    isRunning: () => isRunning,
    answer(sentAt: number) {
      if (!isMeasuring) return;
      sum.calls += 1;
      sum.microseconds.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
    },
    fault(reason: string) {
      sum.faults += 1;
      sum.firstFault ??= reason;
    },
  };
  const callers = await Promise.all(Array.from({ length: connections }, () => openCaller({ ...rest, tally })));

  async function runSlice({ warmupMs, durationMs }: CallSlice): Promise<void> {
    isRunning = true;
    await Promise.all(callers.map((caller) => caller.start()));
    await sleep(warmupMs);
    const before = readProcessorTime(serverPid);
    const startedAt = performance.now();
    isMeasuring = true;
    await sleep(durationMs);
    isMeasuring = false;
    sum.seconds += (performance.now() - startedAt) / 1000;
    const after = readProcessorTime(serverPid);
    sum.serverSeconds += (after.server ?? Number.NaN) - (before.server ?? Number.NaN);
    sum.loadSeconds += after.load - before.load;
    sum.machineSeconds += after.machine - before.machine;
    isRunning = false;
    await restAll(callers);
  }

  return {
    async run(slice: CallSlice): Promise<CallResult | undefined> {
      await runSlice(slice);
      if (!slice.isLast) return undefined;
      const result = resultOf(sum);
      sum = emptySum();
      return result;
    },
    close: () => Promise.all(callers.map((caller) => caller.close())),
  };
}

function emptySum() {
  return {
    microseconds: createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 }),
    calls: 0,
    faults: 0,
    firstFault: undefined as string | undefined,
    seconds: 0,
    serverSeconds: 0,
    loadSeconds: 0,
    machineSeconds: 0,
  };
}

function resultOf(sum: ReturnType<typeof emptySum>): CallResult {
  const { microseconds, calls, faults, firstFault, seconds, serverSeconds, loadSeconds, machineSeconds } = sum;
  return {
    callsPerSecond: calls / seconds,
    p50Ms: microseconds.percentile(50) / 1000,
    p99Ms: microseconds.percentile(99) / 1000,
    faults,
    firstFault,
    serverCores: Number.isNaN(serverSeconds) ? undefined : serverSeconds / seconds,
    loadCores: loadSeconds / seconds,
    machineCores: machineSeconds / seconds,
  };
}

/** A server that never answers again is not waited for. */
async function restAll(callers: readonly Caller[]): Promise<void> {
  await Promise.race([Promise.all(callers.map((caller) => caller.rest())), sleep(drainMs)]);
}
