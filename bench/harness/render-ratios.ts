import { callsAt, readGoals, verdictOf, type Measurements } from "./goals.ts";
import { namesIn, showConnections, showFigure, showSpread, table } from "./markdown.ts";
import type { CallSample } from "./measure-calls.ts";
import { ours } from "./servers.ts";
import { ratioOf } from "./statistics.ts";

/** Blocks of Markdown, none for what was not measured. */
export function renderRatios(measurements: Measurements, connections: readonly number[]): string[] {
  const legs = ["modern", "legacy"] as const;
  return [
    ...legs.flatMap((leg) => renderCallRatios(measurements.calls, leg, connections)),
    ...renderOtherRatios(measurements),
  ];
}

export function renderGoals(measurements: Measurements): string {
  const rows = readGoals(measurements).map((goal) => [
    goal.what,
    goal.peer,
    `${goal.bound === "at least" ? "≥" : "≤"} ${showFigure(goal.ratio)}`,
    showSpread(goal.measured),
    verdictOf(goal),
  ]);
  return table(["what", "peer", "goal", "measured", ""], rows);
}

function renderCallRatios(
  calls: readonly CallSample[],
  leg: CallSample["leg"],
  connections: readonly number[],
): string[] {
  const figures = [
    { title: "calls per second, more is better", pick: (sample: CallSample) => sample.callsPerSecond },
    { title: "p99, less is better", pick: (sample: CallSample) => sample.p99Ms },
  ];
  const peers = peersIn(calls.filter((sample) => sample.leg === leg));
  if (peers.length === 0) return [];
  return figures.map(({ title, pick }) => {
    const rows = peers.map((peer) => [
      peer,
      ...connections.map((count) => showSpread(ratioOf(callsAt(calls, leg, count), { ours, peer, pick }))),
    ]);
    return `${leg}, ${title}:\n\n${table(["peer", ...connections.map(showConnections)], rows)}`;
  });
}

function renderOtherRatios({ memory, stdio }: Measurements): string[] {
  const ofMemory = [
    { title: "memory per SSE session, collected", pick: "bytesCollected" },
    { title: "memory per SSE session, as it stood", pick: "bytesSettled" },
  ] as const;
  const rows = [
    ...ofMemory.flatMap(({ title, pick }) =>
      peersIn(memory).map((peer) => [title, peer, showSpread(ratioOf(memory, { ours, peer, pick: (s) => s[pick] }))]),
    ),
    ...peersIn(stdio).map((peer) => [
      "stdio, spawn to `initialize`",
      peer,
      showSpread(ratioOf(stdio, { ours, peer, pick: (sample) => sample.initializeMs })),
    ]),
  ];
  return rows.length === 0 ? [] : [`less is better:\n\n${table(["what", "peer", "ratio"], rows)}`];
}

function peersIn(samples: Parameters<typeof namesIn>[0]): string[] {
  return namesIn(samples).filter((name) => name !== ours);
}
