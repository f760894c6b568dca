import { parseArgs } from "node:util";

export const allParts = ["modern", "legacy", "memory", "stdio", "fleet"] as const;
export type Part = (typeof allParts)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly isQuick: boolean;
  readonly connections: readonly number[];
  /** Every target is measured once in each. */
  readonly rounds: number;
  /** Parts of a round, in each of which every target is called for a moment: what the machine does meanwhile comes to all alike. */
  readonly slices: number;
  /** Calls to every target before the first round; V8 took 6 s to settle on the slower peers. */
  readonly compileMs: number;
  /** At the start of each slice. */
  readonly warmupMs: number;
  /** Of a round's slices together. */
  readonly durationMs: number;
  readonly sessions: number;
  readonly memoryRounds: number;
  readonly settleMs: number;
  readonly stdioRounds: number;
  readonly fleetRounds: number;
  /** Opened at one replica and then called at another. */
  readonly rebuiltSessions: number;
}

export const usage = `Usage: node bench/run.ts [--quick] [--only <part>]… [--duration <seconds>]

  --quick      a few minutes instead of twenty-five: shows that it works, too short to quote
  --only       ${allParts.join(" | ")}; may be repeated
  --duration   seconds that each target is called for in a round (default 1)

A full run writes bench/results.md; a quick or partial one only prints.`;

/** @throws Error that says what is wrong with the flags; undefined for --help */
export function parseOptions(args: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", short: "h" },
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      duration: { type: "string" },
    },
  });
  if (values.help === true) return undefined;
  const unknown = values.only.find((name) => !allParts.includes(name as Part));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: no such part; there are ${allParts.join(", ")}`);
  const isQuick = values.quick;
  const seconds = Number(values.duration ?? 1);
  if (!(seconds > 0 && seconds <= 600))
    throw new Error(`--duration ${values.duration}: give seconds, more than 0 and at most 600`);
  return {
    parts: values.only.length === 0 ? allParts : [...new Set(values.only as Part[])],
    isQuick,
    connections: [1, 32, 256],
    rounds: isQuick ? 2 : 13,
    slices: isQuick ? 2 : 4,
    compileMs: isQuick ? 2000 : 8000,
    warmupMs: 100,
    durationMs: seconds * 1000,
    sessions: isQuick ? 1000 : 5000,
    memoryRounds: isQuick ? 1 : 3,
    settleMs: isQuick ? 1500 : 5000,
    stdioRounds: isQuick ? 5 : 21,
    fleetRounds: isQuick ? 1 : 3,
    rebuiltSessions: isQuick ? 200 : 2000,
  };
}
