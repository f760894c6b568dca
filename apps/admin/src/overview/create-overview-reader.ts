import type { Bus, AuditLog, Logger, ProcessReport, ProcessStore, ReadinessCheck } from "@mcp-tools/core";
import type { DatabaseInfo } from "@mcp-tools/platform";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Overview, System } from "../contract/overview.ts";
import { askHealth } from "./ask-health.ts";
import { readTraffic } from "./read-traffic.ts";
import { countServices, sumSessions, viewProcesses } from "./view-processes.ts";
import { within } from "./within.ts";

export interface OverviewDeps {
  readonly log: Logger;
  readonly calls: Pick<AuditLog, "histogram">;
  readonly processes: Pick<ProcessStore, "list">;
  readonly catalogue: Pick<Catalogue, "size">;
  readonly bus: Pick<Bus, "kind">;
  readonly database: DatabaseInfo;
  readonly checks: readonly ReadinessCheck[];
  readonly connect: Overview["connect"];
  isDraining(): boolean;
  /** This process, now. */
  describeSelf(): ProcessReport;
  readSystem(): Promise<System>;
  now(): number;
}

const queryDeadlineMs = 1500;
/** Long enough to see that a process is gone, short enough not to list yesterday's. */
const processesWithinMs = 5 * 60_000;
/** Every open page and every API caller share a reading that is younger than this. */
const freshMs = 1000;

/** Reads the state of the whole deployment. Never fails: what cannot be read is absent, and its health says why. */
export function createOverviewReader(deps: OverviewDeps): () => Promise<Overview> {
  let latest: Promise<Overview> | undefined;
  let readAt = -Infinity;

  return () => {
    const now = deps.now();
    if (latest === undefined || now - readAt >= freshMs) {
      readAt = now;
      latest = readOverview(deps);
    }
    return latest;
  };
}

async function readOverview(deps: OverviewDeps): Promise<Overview> {
  const now = deps.now();
  const [database, checks, reports, traffic, system] = await Promise.all([
    askHealth("The database", () => deps.database.check()),
    Promise.all(deps.checks.map(async ({ name, check }) => ({ name, ...(await askHealth(name, check)) }))),
    attempt(deps, "processes", deps.processes.list(processesWithinMs)),
    attempt(deps, "traffic", readTraffic(deps.calls, now)),
    deps.readSystem(),
  ]);
  const self = deps.describeSelf();
  const processes = viewProcesses(reports ?? [], self, now);
  const bus = checks.find(({ name }) => name === "redis");
  return {
    at: now,
    version: self.version,
    startedAt: self.startedAt,
    draining: deps.isDraining(),
    services: countServices(processes),
    processes,
    sessions: sumSessions(processes),
    database: { kind: deps.database.kind, location: deps.database.location, ...database },
    bus: { kind: deps.bus.kind, ok: bus?.ok ?? true, ...(bus?.problem === undefined ? {} : { problem: bus.problem }) },
    checks,
    ...(traffic === undefined ? {} : { traffic }),
    tools: deps.catalogue.size(),
    system,
    connect: deps.connect,
  };
}

async function attempt<T>({ log }: OverviewDeps, part: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await within(queryDeadlineMs, part, work);
  } catch (error) {
    log.debug({ part, err: error }, "overview part unavailable");
    return undefined;
  }
}
