import { callsAt, type Measurements } from "./goals.ts";
import { namesIn, showFigure, showSpread, table } from "./markdown.ts";
import type { CallSample } from "./measure-calls.ts";
import type { FleetSample } from "./measure-fleet.ts";
import type { MemorySample } from "./measure-memory.ts";
import type { StdioSample } from "./measure-stdio.ts";
import { spreadOf } from "./statistics.ts";

/** Blocks of Markdown, none for what was not measured. */
export function renderAbsolute(measurements: Measurements, connections: readonly number[]): string[] {
  return [
    ...renderCalls(measurements.calls, connections),
    ...renderMemory(measurements.memory),
    ...renderStdio(measurements.stdio),
    ...renderFleet(measurements.fleet),
  ];
}

function renderCalls(calls: readonly CallSample[], connections: readonly number[]): string[] {
  const legs = ["modern", "legacy"] as const;
  const rows = legs.flatMap((leg) =>
    connections.flatMap((count) => {
      const samples = callsAt(calls, leg, count);
      return namesIn(samples).map((name) => [leg, String(count), name, ...figuresOf(samples, name)]);
    }),
  );
  if (rows.length === 0) return [];
  const head = ["leg", "connections", "target", "calls/s", "p50 ms", "p99 ms", "server", "load", "machine"];
  const note =
    "The last three are the cores kept busy by the server's process, by the load process and by the whole machine.";
  return [`${note}\n\n${table(head, rows)}`];
}

function figuresOf(samples: readonly CallSample[], name: string): string[] {
  const own = samples.filter(({ target }) => target === name);
  const median = (pick: (sample: CallSample) => number): string => showFigure(spreadOf(own.map(pick))?.median);
  return [
    median((sample) => Math.round(sample.callsPerSecond)),
    median((sample) => sample.p50Ms),
    median((sample) => sample.p99Ms),
    median((sample) => sample.serverCores ?? Number.NaN),
    median((sample) => sample.loadCores),
    median((sample) => sample.machineCores),
  ];
}

function renderMemory(samples: readonly MemorySample[]): string[] {
  const rows = namesIn(samples).map((name) => {
    const own = samples.filter(({ target }) => target === name);
    return [name, String(own[0]?.sessions), showKib(own, "bytesCollected"), showKib(own, "bytesSettled")];
  });
  const head = ["KiB per idle SSE session", "sessions", "collected", "as it stood"];
  return rows.length === 0 ? [] : [table(head, rows)];
}

function showKib(samples: readonly MemorySample[], figure: "bytesCollected" | "bytesSettled"): string {
  return showSpread(spreadOf(samples.map((sample) => sample[figure] / 1024)));
}

function renderStdio(samples: readonly StdioSample[]): string[] {
  const rows = namesIn(samples).map((name) => {
    const own = samples.filter(({ target }) => target === name);
    return [name, showSpread(spreadOf(own.map((sample) => sample.initializeMs)))];
  });
  return rows.length === 0 ? [] : [table(["stdio", "ms from spawn to `initialize`"], rows)];
}

function renderFleet(samples: readonly FleetSample[]): string[] {
  const whats = [...new Set(samples.map(({ what }) => what))];
  const rows = whats.flatMap((what) =>
    namesIn(samples.filter((sample) => sample.what === what)).map((name) => {
      const own = samples.filter((sample) => sample.what === what && sample.target === name);
      const show = (pick: (sample: FleetSample) => number | undefined) =>
        showSpread(spreadOf(own.flatMap((sample) => pick(sample) ?? [])));
      return [
        what,
        name,
        show((sample) => Math.round(sample.callsPerSecond)),
        show(({ p50Ms }) => p50Ms),
        show(({ p99Ms }) => p99Ms),
      ];
    }),
  );
  const note =
    "A fleet on Redis and one PostgreSQL, all of it on this machine's cores: more replicas do not make it faster here.";
  return rows.length === 0
    ? []
    : [`${note}\n\n${table(["fleet, 32 connections", "", "calls/s", "p50 ms", "p99 ms"], rows)}`];
}
