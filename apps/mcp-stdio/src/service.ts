import { serveMcpStdio } from "@mcp-tools/mcp";
import type { Service } from "@mcp-tools/platform";

/** MCP over this process's stdin and stdout. Nothing else may write to stdout. */
export const mcpStdio: Service = {
  name: "mcp-stdio",
  // A client that closes its end is done with us (2024-11-05 stdio, shutdown).
  endsProcess: true,
  async start(platform) {
    const stdio = serveMcpStdio({
      toolbox: platform.toolbox,
      bus: platform.bus,
      logger: platform.logger.child({ service: "mcp-stdio" }),
      version: platform.version,
      signingKey: () => platform.signingKey,
    });
    platform.metrics.sessionsOpen("stdio", 1);
    return { ended: stdio.ended, stop: (deadlineMs) => stdio.stop(deadlineMs) };
  },
};
