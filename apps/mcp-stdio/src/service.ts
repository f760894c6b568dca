import { serveMcpStdio, type StdioStreams } from "@mcp-tools/mcp";
import { takeStdout } from "@mcp-tools/mcp/take-stdout";
import type { Service } from "@mcp-tools/platform";

/** MCP over stdin and stdout, this process's own unless told; those are taken at once, before a pack can print. */
export function createMcpStdio(streams: StdioStreams = { stdin: process.stdin, stdout: takeStdout() }): Service {
  return {
    name: "mcp-stdio",
    // A client that closes its end is done with us (2024-11-05 stdio, shutdown).
    endsProcess: true,
    async start(platform) {
      const stdio = serveMcpStdio(
        {
          toolbox: platform.toolbox,
          bus: platform.bus,
          logger: platform.logger.child({ service: "mcp-stdio" }),
          version: platform.version,
          signingKey: () => platform.signingKey,
        },
        streams,
      );
      platform.metrics.sessionsOpen("stdio", 1);
      platform.openSessions.add({ list: () => stdio.list() });
      return { ended: stdio.ended, stop: (deadlineMs) => stdio.stop(deadlineMs) };
    },
  };
}
