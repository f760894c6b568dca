import type { KeyInput } from "@mcp-tools/governance";
import { InvalidArgumentError, type Command } from "commander";
import { withoutNulls } from "../keys/change-key.ts";
import type { KeysRequest } from "../keys/run-keys.ts";
import {
  addGrant,
  addLimits,
  count,
  duration,
  isSaid,
  moment,
  orNone,
  partsOf,
  type KeyOptions,
} from "./keys-options.ts";
import { localSettings, optionsFor, settingsFrom, type FlagSetting } from "./setting-flags.ts";

export type KeysOptions = KeysRequest & {
  readonly flags: Partial<Record<FlagSetting, string>>;
  readonly envFile: string | undefined;
  readonly json: boolean;
};

type Act = (options: KeysOptions) => Promise<void>;

/** `mcp-tools keys …`: who may call, and with what. */
export function addKeysCommands(program: Command, act: Act): void {
  const keys = program
    .command("keys")
    .helpCommand(false)
    .description("make, list, change, rotate and revoke the keys that clients call with");
  addCreate(keys, act);
  addUpdate(keys, act);
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
  const create = local(keys.command("create"))
    .description("make a key and print it, this once")
    .requiredOption("--name <name>", "what people and rules call it: letters, digits, dots, underscores, hyphens")
    .option("--expires <when>", "30d, 12h, 1y, or a date like 2027-01-31 (default: never)", moment)
    .option("--person <id>", "the person who uses it, user:…: they may not approve its calls");
  addLimits(addGrant(create), count).action((options: KeyOptions & { name: string }) => {
    const { limits, output, ...rest } = partsOf(options);
    const input: KeyInput = withoutNulls({
      ...rest,
      name: options.name,
      ...(isSaid(limits) && { limits }),
      ...(isSaid(output) && { output }),
    });
    return act({ ...commonOf(options), verb: "create", input });
  });
}

function addUpdate(keys: Command, act: Act): void {
  const update = local(keys.command("update"))
    .description("change what a key is good for; what is not said stays, `none` takes a limit away")
    .argument("<key>", "its name or id")
    .option("--name <name>", "another name")
    .option("--expires <when>", "30d, 12h, 1y, or a date like 2027-01-31; none: never", orNone(moment))
    .option("--person <id>", "the person who uses it, user:…; none: nobody");
  addLimits(addGrant(update), orNone(count)).action((key: string, options: KeyOptions) => {
    const changes = partsOf(options);
    if (!isSaid(changes)) throw new InvalidArgumentError("Say what is to change: see `mcp-tools keys update --help`.");
    return act({ ...commonOf(options), verb: "update", key, changes });
  });
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
