import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Metrics } from "../metrics.ts";
import { createChildren } from "./children.ts";
import { createCounts, createDurations } from "./tallies.ts";

export interface MetricsOptions {
  readonly version: string;
}

const PREFIX = "mcp_tools_";
/** From a cached read to a tool that waits for a person, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const TOOLS_MAX = 1_000;
const ROUTES_MAX = 500;
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Prometheus metrics in a registry of their own, with what prom-client knows of the process (CPU, memory, event-loop lag, GC). */
export function createMetrics({ version }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: `${PREFIX}build_info`,
    help: "What is running; always 1.",
    labelNames: ["version", "node"],
    registers,
  }).set({ version, node: process.version }, 1);

  const open = watchOpen(registers);
  const queues = watchQueues(registers);
  return {
    callEnded: countCalls(registers),
    callLimited: countLimited(registers),
    httpEnded: countHttp(registers),
    sessionsOpen(transport, count) {
      open[transport] = count;
    },
    watchQueue(name, depth) {
      queues.set(name, depth);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
    open,
  };
}

function countCalls(registers: Registry[]): Metrics["callEnded"] {
  const countOf = createCounts({
    name: `${PREFIX}calls_total`,
    help: "Tool calls by how they ended; calls of unknown tools are counted as `other`.",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const durationOf = createDurations({
    name: `${PREFIX}call_duration_seconds`,
    help: "Time from the arrival of a call to its answer.",
    labelNames: ["tool"],
    buckets: BUCKETS,
    registers,
  });
  const children = createChildren(TOOLS_MAX, (tool) => ({
    observe: durationOf({ tool }),
    outcomes: createChildren(10, (outcome) => countOf({ tool, outcome })),
  }));
  return (tool, outcome, durationMs) => {
    const child = children(tool === "" ? "other" : tool);
    child.outcomes(outcome)();
    child.observe(durationMs);
  };
}

function countLimited(registers: Registry[]): Metrics["callLimited"] {
  const limited = new Counter({
    name: `${PREFIX}calls_limited_total`,
    help: "Calls refused because a limit was used up, by limit.",
    labelNames: ["limit"],
    registers,
  });
  const counts = {
    callsPerMinute: limited.labels("calls_per_minute"),
    callsPerDay: limited.labels("calls_per_day"),
    inFlight: limited.labels("in_flight"),
  };
  return (limit) => counts[limit].inc();
}

function countHttp(registers: Registry[]): Metrics["httpEnded"] {
  const labelNames = ["service", "method", "route", "status"];
  const countOf = createCounts({ name: `${PREFIX}http_requests_total`, help: "HTTP requests.", labelNames, registers });
  const durationOf = createDurations({
    name: `${PREFIX}http_request_duration_seconds`,
    help: "Time until the head of the answer was sent.",
    labelNames,
    buckets: BUCKETS,
    registers,
  });
  const services = createChildren(20, (service) =>
    createChildren(ROUTES_MAX, (route) =>
      createChildren(METHODS.size + 1, (method) =>
        createChildren(100, (status) => ({
          count: countOf({ service, method, route, status }),
          observe: durationOf({ service, method, route, status }),
        })),
      ),
    ),
  );
  // oxlint-disable-next-line max-params -- called for every request: an object would be made to be thrown away
  return (service, method, route, status, durationMs) => {
    const child = services(service)(route)(METHODS.has(method) ? method : "other")(String(status));
    child.count();
    child.observe(durationMs);
  };
}

function watchOpen(registers: Registry[]): Record<string, number> {
  const open: Record<string, number> = {};
  const gauge = new Gauge({
    name: `${PREFIX}sessions_open`,
    help: "Sessions and streams open now.",
    labelNames: ["transport"],
    registers,
    collect() {
      for (const [transport, count] of Object.entries(open)) gauge.set({ transport }, count);
    },
  });
  return open;
}

function watchQueues(registers: Registry[]): Map<string, () => number> {
  const queues = new Map<string, () => number>();
  const gauge = new Gauge({
    name: `${PREFIX}queue_depth`,
    help: "Items waiting.",
    labelNames: ["queue"],
    registers,
    collect() {
      for (const [queue, depth] of queues) gauge.set({ queue }, depth());
    },
  });
  return queues;
}
