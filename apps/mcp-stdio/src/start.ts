import type { EarlyAnswer } from "@mcp-tools/mcp/early-answer";
import { createNoMetrics, startProcess } from "@mcp-tools/platform";
import { createMcpStdio } from "./service.ts";

/** Everything behind the first answer. Imported as one, so that the bundler can leave out what stdio never uses. */
export function start({ stdin, answeredId }: EarlyAnswer): Promise<void> {
  return startProcess([createMcpStdio({ stdin, stdout: process.stdout, answeredId })], {
    name: "mcp-stdio",
    metrics: createNoMetrics,
  });
}
