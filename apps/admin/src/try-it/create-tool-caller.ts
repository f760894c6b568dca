import { AppError } from "@mcp-tools/core";
import { silentClient, type Toolbox } from "@mcp-tools/tools";
import type { ToolCaller } from "./tool-caller.ts";

/** The caller over the process's own toolbox. */
export function createToolCaller({ toolbox }: { readonly toolbox: Pick<Toolbox, "callTool"> }): ToolCaller {
  return {
    async call({ principal, address, requestId }, { progress, ...call }) {
      const answer = await toolbox.callTool({
        ...call,
        principal,
        address,
        requestId,
        transport: "console",
        client: silentClient,
        clientName: "mcp-tools console",
        progress: progress && ((done, total, message) => progress({ done, total, message })),
      });
      switch (answer.kind) {
        case "result":
          return { ...answer.result, content: answer.result.content.map((block) => ({ ...block })) };
        case "unknown_tool":
          throw new AppError("not_found", "There is no tool of this name for you, or not in this toolset.");
        case "input_required":
          throw new AppError(
            "conflict",
            "This tool asks its client a question, which the console cannot answer. Call it from an MCP client.",
          );
      }
    },
  };
}
