import type { Tool } from "../../../../src/contract/tool.ts";
import type { ShellCall } from "./client-snippets.ts";

/** A call that changes nothing and needs no arguments, to try a connection with. */
export function harmlessCall(tools: readonly Tool[]): ShellCall | undefined {
  const fit = tools.filter(({ access, inputSchema, credentials = [] }) => {
    const { required } = inputSchema;
    return access === "read" && credentials.length === 0 && !(Array.isArray(required) && required.length > 0);
  });
  const tool = fit.find(({ name }) => name === "get_current_time") ?? fit[0];
  return tool && { tool: tool.name, arguments: {} };
}
