import type { Command } from "commander";
import { optionsFor, settingsFrom, type FlagSetting } from "./setting-flags.ts";

/** Settings named on the command line, and the file for those named nowhere else. */
export interface Common {
  readonly flags: Partial<Record<FlagSetting, string>>;
  readonly envFile: string | undefined;
}

/** Options as the parser gives them. */
export interface Parsed {
  [name: string]: unknown;
  json?: boolean;
}

/** A command that takes these settings, and a file with others. */
export function configured(command: Command, settings: readonly FlagSetting[]): Command {
  for (const option of optionsFor(settings)) command.addOption(option);
  // Not --env-file: Node takes that for itself wherever it stands on the line.
  return command
    .option("--settings <file>", "file with settings (default .env, where it exists)")
    .allowExcessArguments(false);
}

export function commonOf(options: Parsed): Common {
  const envFile = options["settings"];
  return { flags: settingsFrom(options), envFile: typeof envFile === "string" ? envFile : undefined };
}
