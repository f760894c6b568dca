import type { Command } from "commander";
import type { Common } from "./create-program.ts";
import { optionsFor, settingsFrom, type FlagSetting } from "./setting-flags.ts";

/** Adds the options that are settings by another name, and the file for those named nowhere else. */
export function configured(command: Command, settings: readonly FlagSetting[]): Command {
  for (const option of optionsFor(settings)) command.addOption(option);
  // Not --env-file: Node takes that for itself wherever it stands on the line.
  return command
    .option("--settings <file>", "file with settings (default .env, where it exists)")
    .allowExcessArguments(false);
}

export function commonOf(options: Readonly<Record<string, unknown>>): Common {
  const envFile = options["settings"];
  return { flags: settingsFrom(options), envFile: typeof envFile === "string" ? envFile : undefined };
}
