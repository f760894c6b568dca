import { localPrincipal } from "@mcp-tools/core";
import { silentClient, type Toolbox } from "@mcp-tools/tools";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { renderResult } from "./render-result.ts";

export interface CallOptions {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly json: boolean;
}

/**
 * Calls one tool the way every client's call goes: with policy, limits and a record of it.
 * @returns the exit code: 0 for a result, 1 for a failure the tool reports, 64 for an unknown tool
 */
export async function runCall(
  options: CallOptions,
  toolbox: Toolbox,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<number> {
  const answer = await toolbox.callTool({
    tool: options.tool,
    arguments: options.arguments,
    principal: localPrincipal,
    transport: "cli",
    client: silentClient,
    signal,
    clientName: "mcp-tools call",
    progress: (done, total, message) =>
      output.note(`${done}${total === undefined ? "" : `/${total}`}${message ? ` ${message}` : ""}`),
  });
  switch (answer.kind) {
    case "unknown_tool": {
      const names = toolbox
        .catalogue(localPrincipal)
        .tools()
        .map(({ listing }) => listing.name);
      output.note(`There is no tool "${options.tool}". The tools: ${names.join(", ") || "none"}.`);
      return exitCodes.usage;
    }
    case "input_required":
      output.note("This tool asks its client a question, which the command line cannot answer. Call it from a client.");
      return exitCodes.failure;
    case "result":
      if (options.json) output.json(answer.result);
      else output.print(renderResult(answer.result));
      return answer.result.isError === true ? exitCodes.failure : exitCodes.ok;
  }
}
