import { mcpStdio } from "@mcp-tools/mcp-stdio/service";
import { createNoMetrics, createProcessPlatform, runServices } from "@mcp-tools/platform";
import type { Common } from "../cli/create-program.ts";
import { loadSettings } from "../cli/load-settings.ts";

/** MCP over stdin and stdout until the client goes or a signal comes. */
export async function serveStdio(common: Common): Promise<void> {
  const platform = createProcessPlatform(loadSettings(common), { name: "mcp-stdio", metrics: createNoMetrics });
  await runServices([mcpStdio], platform);
}
