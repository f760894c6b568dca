import type { StdioStreams } from "@mcp-tools/mcp";
import { createNoMetrics, startProcess } from "@mcp-tools/platform";
import { createMcpStdio } from "./service.ts";

/** Everything behind the first answer. Imported as one, so that the bundler can leave out what stdio never uses. */
export function start(streams: StdioStreams): Promise<void> {
  return startProcess([createMcpStdio(streams)], { name: "mcp-stdio", metrics: createNoMetrics });
}
