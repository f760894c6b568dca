import { parseArgs } from "node:util";
import { openEarlyAnswer } from "@mcp-tools/mcp/early-answer";
import { takeStdout } from "@mcp-tools/mcp/take-stdout";
import manifest from "../../package.json" with { type: "json" };
import type { Common } from "../cli/command-options.ts";

/**
 * `mcp-tools stdio` without the machinery of the command line. The client waits for the answer to its handshake;
 * everything else is loaded behind that.
 * @returns false, having done nothing, when the arguments are not plain: then the command line is to explain them
 */
export async function runStdio(args: readonly string[]): Promise<boolean> {
  const common = parseStdioArgs(args);
  if (common === undefined) return false;
  const stdout = takeStdout();
  const early = openEarlyAnswer({ stdin: process.stdin, stdout, version: manifest.version });
  await early.looked;
  const { serveStdio } = await import("./serve-stdio.ts");
  await serveStdio(common, { stdin: early.stdin, stdout, answeredId: early.answeredId });
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
    const flags = {
      ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
      ...(logLevel === undefined ? {} : { LOG_LEVEL: logLevel }),
    };
    return { flags, envFile };
  } catch {
    return undefined;
  }
}
