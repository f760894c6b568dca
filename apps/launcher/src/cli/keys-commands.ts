import { accessKinds, type Access } from "@mcp-tools/core";
import type { KeyInput } from "@mcp-tools/governance";
import { InvalidArgumentError, type Command } from "commander";
import { parseDuration } from "../keys/parse-duration.ts";
import type { KeysRequest } from "../keys/run-keys.ts";
import { localSettings, optionsFor, settingsFrom, type FlagSetting } from "./setting-flags.ts";

export type KeysOptions = KeysRequest & {
  readonly flags: Partial<Record<FlagSetting, string>>;
  readonly envFile: string | undefined;
  readonly json: boolean;
};

type Act = (options: KeysOptions) => Promise<void>;

interface CreateOptions {
  readonly name: string;
  readonly toolset?: string[];
  readonly tool?: string[];
  readonly access?: Access[];
  readonly expires?: number;
  readonly callsPerMinute?: number;
  readonly callsPerDay?: number;
  readonly inFlight?: number;
  readonly outputBytes?: number;
  readonly outputTokens?: number;
  readonly person?: string;
}

/** `mcp-tools keys …`: who may call, and with what. */
export function addKeysCommands(program: Command, act: Act): void {
  const keys = program
    .command("keys")
    .helpCommand(false)
    .description("make, list, rotate and revoke the keys that clients call with");
  addCreate(keys, act);
  local(keys.command("list"))
    .description("list the keys, newest first")
    .option("--revoked", "revoked ones as well")
    .action((options: Record<string, unknown>) =>
      act({ ...commonOf(options), verb: "list", revoked: options["revoked"] === true }),
    );
  local(keys.command("show"))
    .description("show one key: its grant, limits, expiry and last use")
    .argument("<key>", "its name, its id, or what you have of the key itself")
    .action((key: string, options: object) => act({ ...commonOf(options), verb: "show", key }));
  local(keys.command("rotate"))
    .description("give a key a new secret; the old one stays good for a while")
    .argument("<key>", "its name or id")
    .option(
      "--overlap <time>",
      "how long the old secret stays good: 30m, 24h, 7d; 0 ends it at once (default 24h)",
      duration,
    )
    .action((key: string, options: { overlap?: number }) =>
      act({ ...commonOf(options), verb: "rotate", key, overlapMs: options.overlap }),
    );
  local(keys.command("revoke"))
    .description("end a key for good, in every process within a second")
    .argument("<key>", "its name, its id, or what you have of the key itself")
    .action((key: string, options: object) => act({ ...commonOf(options), verb: "revoke", key }));
}

function addCreate(keys: Command, act: Act): void {
  local(keys.command("create"))
    .description("make a key and print it, this once")
    .requiredOption("--name <name>", "what people and rules call it: letters, digits, dots, underscores, hyphens")
    .option("--toolset <name>", "only what stands in this toolset (may be repeated)", collect)
    .option("--tool <pattern>", "only tools of this name, * for any run of characters (may be repeated)", collect)
    .option("--access <kinds>", "only tools of these kinds: read, write, destructive, separated by commas", accessList)
    .option("--expires <when>", "30d, 12h, 1y, or a date like 2027-01-31 (default: never)", moment)
    .option("--calls-per-minute <number>", "at most so many calls a minute", count)
    .option("--calls-per-day <number>", "at most so many calls a day (UTC)", count)
    .option("--in-flight <number>", "at most so many calls at the same time", count)
    .option("--output-bytes <number>", "at most so many bytes of a result", count)
    .option("--output-tokens <number>", "at most so many (estimated) tokens of a result", count)
    .option("--person <id>", "the person who uses it, user:…: they may not approve its calls")
    .action((options: CreateOptions) => act({ ...commonOf(options), verb: "create", input: toInput(options) }));
}

function toInput(options: CreateOptions): KeyInput {
  const { callsPerMinute, callsPerDay, inFlight, outputBytes: bytes, outputTokens: tokens } = options;
  const limits = { callsPerMinute, callsPerDay, inFlight };
  return {
    name: options.name,
    grant: { toolsets: options.toolset, tools: options.tool, access: options.access },
    ...(isSaid(limits) && { limits }),
    ...(isSaid({ bytes, tokens }) && { output: { bytes, tokens } }),
    personId: options.person,
    expiresAt: options.expires,
  };
}

function isSaid(values: object): boolean {
  return Object.values(values).some((value) => value !== undefined);
}

function local(command: Command): Command {
  for (const option of optionsFor(localSettings)) command.addOption(option);
  return command
    .option("--settings <file>", "file with settings (default .env, where it exists)")
    .option("--json", "print it as JSON")
    .allowExcessArguments(false);
}

function commonOf(options: object): Pick<KeysOptions, "flags" | "envFile" | "json"> {
  const { settings, json } = options as Record<string, unknown>;
  return {
    flags: settingsFrom({ ...options }),
    envFile: typeof settings === "string" ? settings : undefined,
    json: json === true,
  };
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

function count(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number from 1.");
  return Number(text);
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("It is a time like 30m, 24h or 7d.");
  return ms;
}

/** Epoch milliseconds. */
function moment(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return Date.now() + ms;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It is a time like 90d, or a date like 2027-01-31.");
  return at;
}
