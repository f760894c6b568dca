import type { Tool } from "../../../../src/contract/tool.ts";
import type { ShellCall } from "../../components/connect/client-snippets.ts";

/** A destructive call to try approvals with. */
export interface GatedExample {
  readonly tool: string;
  /** Arguments with which it does nothing; undefined where none are known. */
  readonly harmless?: { readonly name: string; readonly call: ShellCall };
}

/** Nothing is called this. */
export const exampleName = "mcp-tools-welcome";

/** Undefined: no tool is destructive. */
export function gatedExample(tools: readonly Tool[]): GatedExample | undefined {
  const destructive = tools.filter(({ access }) => access === "destructive");
  const forgetting = destructive.find(({ name, inputSchema }) => name === "delete_entities" && takesNames(inputSchema));
  if (forgetting !== undefined) {
    const call = { tool: forgetting.name, arguments: { entityNames: [exampleName] } };
    return { tool: forgetting.name, harmless: { name: exampleName, call } };
  }
  const [first] = destructive;
  return first && { tool: first.name };
}

/** Somebody's own tool may have the same name. */
function takesNames({ properties }: Tool["inputSchema"]): boolean {
  return typeof properties === "object" && properties !== null && Object.hasOwn(properties, "entityNames");
}
