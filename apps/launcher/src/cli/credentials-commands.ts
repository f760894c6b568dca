import type { Command } from "commander";
import type { CredentialsRequest } from "../credentials/run-credentials.ts";
import { localSettings, optionsFor, settingsFrom, type FlagSetting } from "./setting-flags.ts";

export type CredentialsOptions = CredentialsRequest & {
  readonly flags: Partial<Record<FlagSetting, string>>;
  readonly envFile: string | undefined;
  readonly json: boolean;
};

type Act = (options: CredentialsOptions) => Promise<void>;

interface Parsed {
  readonly principal?: string;
}

const FOR = "--principal <id>";

/** `mcp-tools credentials …`: the secrets that tools need. */
export function addCredentialsCommands(program: Command, act: Act): void {
  const credentials = program.command("credentials").description("store and rotate the secrets that tools need");
  local(credentials.command("set"))
    .description("store a secret, or replace it; its value is asked for, or piped in")
    .argument("<name>", "what tools call it, such as github_token")
    .option(FOR, "for this caller alone, key:<id or name>, oauth:…, user:… or local (default: for all)")
    .action((name: string, options: Parsed) => act({ ...commonOf(options), verb: "set", ...refOf(name, options) }));
  local(credentials.command("list"))
    .description("list the secrets by name, never their values")
    .action((options: Parsed) => act({ ...commonOf(options), verb: "list" }));
  local(credentials.command("delete"))
    .description("delete a secret: tools that need it are refused from then on")
    .argument("<name>", "its name")
    .option(FOR, "the one of this caller (default: the one for all)")
    .action((name: string, options: Parsed) => act({ ...commonOf(options), verb: "delete", ...refOf(name, options) }));
  local(credentials.command("rotate"))
    .description("encrypt all secrets with the current SECRET_KEY, so that SECRET_KEYS_OLD can go")
    .action((options: Parsed) => act({ ...commonOf(options), verb: "rotate" }));
}

function refOf(name: string, { principal }: Parsed): { name: string; principalId?: string } {
  return { name, ...(principal !== undefined && { principalId: principal }) };
}

function local(command: Command): Command {
  for (const option of optionsFor(localSettings)) command.addOption(option);
  return command
    .option("--settings <file>", "file with settings (default .env, where it exists)")
    .option("--json", "print it as JSON")
    .allowExcessArguments(false);
}

function commonOf(options: object): Pick<CredentialsOptions, "flags" | "envFile" | "json"> {
  const { settings, json } = options as Record<string, unknown>;
  return {
    flags: settingsFrom({ ...options }),
    envFile: typeof settings === "string" ? settings : undefined,
    json: json === true,
  };
}
