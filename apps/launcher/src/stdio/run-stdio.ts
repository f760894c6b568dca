import { parseArgs } from "node:util";
import type { Common } from "../cli/create-program.ts";
import { serveStdio } from "./serve-stdio.ts";

/** `mcp-tools stdio` without the command line's machinery, which is loaded only to explain what is wrong. */
export async function runStdio(args: readonly string[]): Promise<void> {
  const common = parseStdioArgs(args);
  if (common === undefined) {
    const { runCli } = await import("../cli/run-cli.ts");
    return runCli(["stdio", ...args]);
  }
  try {
    await serveStdio(common);
  } catch (error) {
    const { createOutput } = await import("../cli/output.ts");
    const { reportFailure } = await import("../cli/report-failure.ts");
    process.exitCode = reportFailure(error, createOutput());
  }
}

/** The same options as the `stdio` command has; undefined when something else is there. */
export function parseStdioArgs(args: readonly string[]): Common | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { "data-dir": { type: "string" }, "log-level": { type: "string" }, settings: { type: "string" } },
    });
    const { "data-dir": dataDir, "log-level": logLevel, settings: envFile } = values;
    return {
      flags: { ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }), ...(logLevel === undefined ? {} : { LOG_LEVEL: logLevel }) },
      envFile,
    };
  } catch {
    return undefined;
  }
}
