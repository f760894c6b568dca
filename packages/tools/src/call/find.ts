import type { Registry } from "../registry/registry.ts";
import type { Stage } from "./stage.ts";

/** Finds the tool, among those this principal can see. */
export function find(registry: Pick<Registry, "tool">): Stage {
  return async (call, next) => {
    const tool = registry.tool(call.request.tool);
    if (tool === undefined) {
      call.outcome = "refused";
      call.message = `Unknown tool: ${call.request.tool.slice(0, 128)}`;
      return { kind: "unknown_tool" };
    }
    call.tool = tool;
    return next(call);
  };
}
