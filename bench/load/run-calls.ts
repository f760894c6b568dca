import { createHistogram } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallJob, CallResult, Leg } from "./call-job.ts";
import { findFault, findFaultThoroughly } from "./check-answer.ts";
import { openHttpConnection } from "./http-connection.ts";
import { callRequest, firstCallId, httpRequest, sessionHeaders } from "./mcp-requests.ts";
import { openSession } from "./open-session.ts";
import { readProcessorTime } from "./processor-time.ts";
import type { HttpResponse } from "./read-response.ts";

const thoroughEvery = 50;
const drainMs = 5000;

interface Caller {
  start(): void;
  end(): Promise<void>;
}

const job = JSON.parse(process.argv[2] ?? "") as CallJob;
process.stdout.write(`${JSON.stringify(await run(job))}\n`);
process.exit(0);

/** Keeps every connection busy with one call at a time, and counts the right answers that arrive in the measured time. */
async function run({
  port,
  otherPort,
  leg,
  connections,
  warmupMs,
  durationMs,
  serverPid,
  headers,
}: CallJob): Promise<CallResult> {
  const microseconds = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  let nextId = firstCallId;
  let calls = 0;
  let faults = 0;
  let firstFault: string | undefined;
  let isMeasuring = false;
  let isRunning = true;

  const tally = {
    nextId: () => nextId++,
    isRunning: () => isRunning,
    answer(sentAt: number) {
      if (!isMeasuring) return;
      calls += 1;
      microseconds.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
    },
    fault(reason: string) {
      faults += 1;
      firstFault ??= reason;
    },
  };

  const callers = await Promise.all(
    Array.from({ length: connections }, () => openCaller({ port, otherPort, leg, tally, extra: headers })),
  );
  for (const caller of callers) caller.start();
  await sleep(warmupMs);
  const before = readProcessorTime(serverPid);
  const startedAt = performance.now();
  isMeasuring = true;
  await sleep(durationMs);
  isMeasuring = false;
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readProcessorTime(serverPid);
  isRunning = false;
  await Promise.race([Promise.all(callers.map((caller) => caller.end())), sleep(drainMs)]);

  return {
    callsPerSecond: calls / seconds,
    p50Ms: microseconds.percentile(50) / 1000,
    p99Ms: microseconds.percentile(99) / 1000,
    faults,
    firstFault,
    serverCores:
      before.server === undefined || after.server === undefined ? undefined : (after.server - before.server) / seconds,
    loadCores: (after.load - before.load) / seconds,
    machineCores: (after.machine - before.machine) / seconds,
  };
}

interface Tally {
  nextId(): number;
  isRunning(): boolean;
  answer(sentAt: number): void;
  fault(reason: string): void;
}

interface CallerOptions {
  readonly port: number;
  readonly otherPort: number | undefined;
  readonly leg: Leg;
  readonly tally: Tally;
  readonly extra: CallJob["headers"];
}

async function openCaller({ port, otherPort, leg, tally, extra }: CallerOptions): Promise<Caller> {
  let id = 0;
  let sentAt = 0;
  let answers = 0;
  let isBusy = false;
  let onRest: (() => void) | undefined;

  const next = (): void => {
    if (!tally.isRunning()) return rest();
    id = tally.nextId();
    sentAt = performance.now();
    (id % 2 === 0 ? connection : other).send(render(id));
  };
  const rest = (): void => {
    isBusy = false;
    onRest?.();
  };
  const onResponse = (response: HttpResponse): void => {
    const fault =
      findFault(response, id) ?? (answers++ % thoroughEvery === 0 ? findFaultThoroughly(response, id) : undefined);
    if (fault === undefined) tally.answer(sentAt);
    else tally.fault(fault);
    next();
  };
  const onBroken = (reason: string): void => {
    tally.fault(reason);
    rest();
  };

  const connection = await openHttpConnection({ port, onResponse, onBroken });
  const other =
    otherPort === undefined ? connection : await openHttpConnection({ port: otherPort, onResponse, onBroken });
  const sessionId = leg === "legacy" ? await openSession(connection, port, extra) : undefined;
  const render = callRequest({ leg, port, sessionId, extra });
  return {
    start() {
      isBusy = true;
      next();
    },
    async end() {
      if (isBusy) await new Promise<void>((resolve) => (onRest = resolve));
      if (sessionId !== undefined)
        await connection
          .request(
            httpRequest({ method: "DELETE", path: "/mcp", port, headers: { ...sessionHeaders(sessionId), ...extra } }),
          )
          .catch(() => {});
      connection.close();
      other.close();
    },
  };
}
