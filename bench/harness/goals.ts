import type { CallSample } from "./measure-calls.ts";
import type { FleetSample } from "./measure-fleet.ts";
import type { MemorySample } from "./measure-memory.ts";
import { stdioPeers, type StdioSample } from "./measure-stdio.ts";
import { governed, ours } from "./servers.ts";
import { ratioOf, type Spread } from "./statistics.ts";

export interface Measurements {
  readonly calls: readonly CallSample[];
  readonly memory: readonly MemorySample[];
  readonly stdio: readonly StdioSample[];
  readonly fleet: readonly FleetSample[];
}

/** A promise of the design, as a ratio to a peer. */
export interface Goal {
  readonly what: string;
  readonly peer: string;
  readonly bound: "at least" | "at most";
  readonly ratio: number;
  readonly measured: Spread | undefined;
}

export function callsAt(calls: readonly CallSample[], leg: CallSample["leg"], connections: number): CallSample[] {
  return calls.filter((sample) => sample.leg === leg && sample.connections === connections);
}

export function readGoals({ calls, memory, stdio }: Measurements): Goal[] {
  const modern = callsAt(calls, "modern", 32);
  const rate = (peer: string, target = ours): Spread | undefined =>
    ratioOf(modern, { ours: target, peer, pick: (sample) => sample.callsPerSecond });
  const governedCalls = "governed calls per second, modern, 32 connections";
  return [
    { what: governedCalls, peer: "sdk-v2", bound: "at least", ratio: 6, measured: rate("sdk-v2", governed) },
    { what: governedCalls, peer: "hono", bound: "at least", ratio: 0.4, measured: rate("hono", governed) },
    {
      what: "calls per second, modern, 32 connections",
      peer: "sdk-v2",
      bound: "at least",
      ratio: 8,
      measured: rate("sdk-v2"),
    },
    {
      what: "calls per second, modern, 32 connections",
      peer: "hono",
      bound: "at least",
      ratio: 0.45,
      measured: rate("hono"),
    },
    {
      what: "p99, modern, 32 connections",
      peer: "sdk-v2",
      bound: "at most",
      ratio: 1 / 3,
      measured: ratioOf(modern, { ours, peer: "sdk-v2", pick: (sample) => sample.p99Ms }),
    },
    {
      what: "memory per idle SSE session",
      peer: "sdk-v1-sse",
      bound: "at most",
      ratio: 0.5,
      measured: ratioOf(memory, { ours, peer: "sdk-v1-sse", pick: (sample) => sample.bytesCollected }),
    },
    ...stdioPeers.map((peer) => ({
      what: "stdio, spawn to `initialize`",
      peer,
      bound: "at most" as const,
      ratio: 0.8,
      measured: ratioOf(stdio, { ours, peer, pick: (sample) => sample.initializeMs }),
    })),
  ];
}

export function verdictOf({ bound, ratio, measured }: Goal): "reached" | "not reached" | "not measured" {
  if (measured === undefined) return "not measured";
  const isReached = bound === "at least" ? measured.median >= ratio : measured.median <= ratio;
  return isReached ? "reached" : "not reached";
}
