import { ConfigError } from "@mcp-tools/config";
import { isAppError, isSettingError } from "@mcp-tools/core";
import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import type { Output } from "./output.ts";

/** Says what went wrong, once. `command`: whose help to look at. @returns the exit code */
export function reportFailure(error: unknown, output: Output, command = "mcp-tools"): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok;
    output.note(`${command} --help shows what there is.`);
    return exitCodes.usage;
  }
  if (error instanceof ConfigError) {
    output.note(error.message);
    return exitCodes.config;
  }
  if (isAppError(error)) {
    output.note(error.message);
    if (isSettingError(error)) return exitCodes.config;
    return error.code === "invalid_input" ? exitCodes.usage : exitCodes.failure;
  }
  output.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.failure;
}
