import { parseArgs } from "node:util";
import { ConfigError } from "@mcp-tools/config";
import type { Common } from "../cli/create-program.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import { serveStdio } from "./serve-stdio.ts";

/**
 * `mcp-tools stdio` without the machinery of the command line.
 * @returns false, having done nothing, when the arguments are not plain: then the command line is to explain them
 */
export async function runStdio(args: readonly string[]): Promise<boolean> {
  const common = parseStdioArgs(args);
  if (common === undefined) return false;
  try {
    await serveStdio(common);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodes.config;
  }
  return true;
}

/** The same options as the `stdio` command has; undefined when something else is there. */
export function parseStdioArgs(args: readonly string[]): Common | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { "data-dir": { type: "string" }, "log-level": { type: "string" }, settings: { type: "string" } },
    });
    const { "data-dir": dataDir, "log-level": logLevel, settings: envFile } = values;
    const flags = { ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }), ...(logLevel === undefined ? {} : { LOG_LEVEL: logLevel }) };
    return { flags, envFile };
  } catch {
    return undefined;
  }
}
