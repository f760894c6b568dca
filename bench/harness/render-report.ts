import type { Measurements } from "./goals.ts";
import type { Machine } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import { renderAbsolute } from "./render-absolute.ts";
import { renderGoals, renderRatios } from "./render-ratios.ts";
import { ours } from "./servers.ts";

export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly options: BenchOptions;
  readonly measurements: Measurements;
  readonly problems: readonly string[];
}

/** The whole result as Markdown: goals, ratios, absolute numbers, and how to get them again. */
export function renderReport({ date, machine, options, measurements, problems }: Report): string {
  const { connections } = options;
  const blocks = [
    "# Benchmark results",
    `${describeMeasuring(options)} ${date}, ${showMachine(machine)}.`,
    "## Goals",
    "Ours ÷ the peer's: the median of the rounds (least–greatest).",
    renderGoals(measurements),
    `## Ratios: ${ours} ÷ peer`,
    ...renderRatios(measurements, connections),
    "## Absolute numbers",
    "They belong to this machine and this hour; only the ratios carry over.",
    ...renderAbsolute(measurements, connections),
    ...renderProblems(problems),
    "## Reproduce",
    "`pnpm build && pnpm bench` on a machine with nothing else to do. bench/README.md says what is measured and how.",
  ];
  return `${blocks.join("\n\n")}\n`;
}

function describeMeasuring({ isQuick, rounds, durationMs, memoryRounds, stdioRounds }: BenchOptions): string {
  const rest = `${memoryRounds} of memory, ${stdioRounds} of stdio.`;
  return `${isQuick ? "A quick run, too short to quote: " : ""}${rounds} rounds of calls, ${durationMs / 1000} s each; ${rest}`;
}

function showMachine({ processor, cores, memoryGib, system, node, loadAtStart }: Machine): string {
  const busy = loadAtStart > 0.5 ? " (**something else was running**)" : "";
  return `Node ${node}, ${processor}, ${cores} cores, ${memoryGib} GiB, ${system}, load at the start ${loadAtStart.toFixed(2)}${busy}`;
}

function renderProblems(problems: readonly string[]): string[] {
  if (problems.length === 0) return [];
  return ["## Not measured, or wrong", problems.map((text) => `- ${text.replaceAll("\n", " ")}`).join("\n")];
}
