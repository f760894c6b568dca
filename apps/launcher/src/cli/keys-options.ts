import { accessKinds, type Access } from "@mcp-tools/core";
import { InvalidArgumentError, type Command } from "commander";
import type { KeyChanges } from "../keys/change-key.ts";
import { parseDuration } from "../keys/parse-duration.ts";

/** What takes something away (the library that reads the command line keeps no null). */
type None = "none";

export interface KeyOptions {
  readonly name?: string;
  readonly toolset?: string[];
  readonly tool?: string[];
  readonly access?: Access[];
  readonly expires?: number | None;
  readonly callsPerMinute?: number | None;
  readonly callsPerDay?: number | None;
  readonly inFlight?: number | None;
  readonly outputBytes?: number | None;
  readonly outputTokens?: number | None;
  readonly person?: string;
}

export function addGrant(command: Command): Command {
  return command
    .option("--toolset <name>", "only what stands in this toolset, * for all (may be repeated)", collect)
    .option("--tool <pattern>", "only tools of this name, * for any run of characters (may be repeated)", collect)
    .option("--access <kinds>", "only tools of these kinds: read, write, destructive, separated by commas", accessList);
}

export function addLimits(command: Command, read: (text: string) => number | None): Command {
  return command
    .option("--calls-per-minute <number>", "at most so many calls a minute", read)
    .option("--calls-per-day <number>", "at most so many calls a day (UTC)", read)
    .option("--in-flight <number>", "at most so many calls at the same time", read)
    .option("--output-bytes <number>", "at most so many bytes of a result", read)
    .option("--output-tokens <number>", "at most so many (estimated) tokens of a result", read);
}

export function partsOf(options: KeyOptions): KeyChanges {
  const { toolset, tool: tools, access } = options;
  return {
    name: options.name,
    grant: { toolsets: toolset?.includes("*") ? null : toolset, tools, access },
    limits: {
      callsPerMinute: orNull(options.callsPerMinute),
      callsPerDay: orNull(options.callsPerDay),
      inFlight: orNull(options.inFlight),
    },
    output: { bytes: orNull(options.outputBytes), tokens: orNull(options.outputTokens) },
    personId: orNull(options.person),
    expiresAt: orNull(options.expires),
  };
}

function orNull<Value>(value: Value | None | undefined): Value | null | undefined {
  return value === "none" ? null : value;
}

/** Whether anything is said in it, or in a part of it. */
export function isSaid(values: object): boolean {
  return Object.values(values).some((value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? isSaid(value) : value !== undefined,
  );
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function accessList(text: string): Access[] {
  const words = text.split(",").map((word) => word.trim());
  const known = accessKinds.filter((kind) => words.includes(kind));
  if (words.some((word) => !known.includes(word as Access)))
    throw new InvalidArgumentError(`It is one or more of ${accessKinds.join(", ")}, separated by commas.`);
  return known;
}

export function count(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number from 1.");
  return Number(text);
}

export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("It is a time like 30m, 24h or 7d.");
  return ms;
}

/** Epoch milliseconds. */
export function moment(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return Date.now() + ms;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It is a time like 90d, or a date like 2027-01-31.");
  return at;
}

/** Reads a value, or `none`. */
export function orNone<Value>(read: (text: string) => Value): (text: string) => Value | None {
  return (text) => (text === "none" ? text : read(text));
}
