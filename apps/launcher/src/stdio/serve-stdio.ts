import { ConfigError, type Config } from "@mcp-tools/config";
import { createMcpStdio } from "@mcp-tools/mcp-stdio/service";
import { createNoMetrics, openProcessPlatform, runServices } from "@mcp-tools/platform";
import type { Common } from "../cli/command-options.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import { loadSettings } from "../cli/load-settings.ts";

/** MCP over stdin and stdout until the client goes or a signal comes. */
export async function serveStdio(common: Common, streams?: Parameters<typeof createMcpStdio>[0]): Promise<void> {
  const service = createMcpStdio(streams);
  const platform = await openProcessPlatform(settingsOrExit(common), { name: "mcp-stdio", metrics: createNoMetrics });
  await runServices([service], platform);
}

/** Exits rather than throws: an open stdin would keep the process. */
function settingsOrExit(common: Common): Config {
  try {
    return loadSettings(common);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exitCodes.config);
  }
}
