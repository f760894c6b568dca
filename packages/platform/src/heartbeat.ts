import type { Logger, OpenSession, ProcessReport, ProcessStore } from "@mcp-tools/core";

export interface HeartbeatOptions {
  readonly processes: Pick<ProcessStore, "report" | "remove">;
  readonly logger: Logger;
  readonly describe: () => Omit<ProcessReport, "lastSeenAt" | "rssBytes" | "cpu">;
  /** What clients hold open here; nothing unless told. */
  readonly openSessions?: () => readonly OpenSession[];
  readonly intervalMs?: number;
}

export interface Heartbeat {
  /** Starts reporting; a second call changes nothing. */
  start(): void;
  /** Reports now, where it reports at all. */
  reportNow(): void;
  /** Ends reporting and takes the report back. */
  stop(): Promise<void>;
}

const INTERVAL_MS = 5_000;
/** The first answers of a process come before its first report, which may have to open the database. */
const FIRST_AFTER = 0.4;
const JITTER = 0.2;

/** Tells the other processes, through the store, that this one runs and how it is. Best effort: a report that fails is missed by nobody but the console. */
export function createHeartbeat({
  processes,
  logger,
  describe,
  openSessions = () => [],
  intervalMs = INTERVAL_MS,
}: HeartbeatOptions): Heartbeat {
  const measureCpu = createCpuMeter();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let reporting: Promise<void> = Promise.resolve();
  let wasReported = false;
  let hasFailed = false;

  function schedule(afterMs: number): void {
    if (isStopped) return;
    clearTimeout(timer);
    const jitter = 1 + (Math.random() - 0.5) * JITTER;
    timer = setTimeout(() => void (reporting = report()), afterMs * jitter).unref();
  }

  async function report(): Promise<void> {
    try {
      const about = describe();
      const usage = { rssBytes: process.memoryUsage.rss(), cpu: measureCpu() };
      await processes.report({ ...about, ...usage, lastSeenAt: Date.now() }, openSessions());
      wasReported = true;
      hasFailed = false;
    } catch (err) {
      if (!hasFailed) logger.debug({ err }, "process not reported");
      hasFailed = true;
    }
    schedule(intervalMs);
  }

  return {
    start() {
      if (timer === undefined) schedule(intervalMs * FIRST_AFTER);
    },
    reportNow() {
      if (timer === undefined || isStopped) return;
      clearTimeout(timer);
      reporting = reporting.then(report);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await reporting;
      if (wasReported) await processes.remove(describe().id);
    },
  };
}

/** Share of one core used since it was last asked. */
function createCpuMeter(): () => number {
  let usage = process.cpuUsage();
  let at = performance.now();
  return () => {
    const spent = process.cpuUsage(usage);
    const elapsedMs = performance.now() - at;
    usage = process.cpuUsage();
    at = performance.now();
    return elapsedMs <= 0 ? 0 : (spent.user + spent.system) / 1_000 / elapsedMs;
  };
}
