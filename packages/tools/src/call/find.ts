import { AppError } from "@mcp-tools/core";
import type { Policy } from "../policy.ts";
import { endWith, type RunningCall, type Stage } from "./stage.ts";
import type { CallAnswer } from "./tool-call.ts";

/** Finds the tool, among those this principal can see. */
export function find(policy: Policy): Stage {
  const seek: Stage = (call, next) => {
    const { principal, toolset, tool: name } = call.request;
    if (policy.current(principal) === undefined)
      return endWith(call, "refused", "This credential is not valid any more.");
    const catalogue = policy.catalogue(principal, toolset);
    const tool = catalogue?.tool(name);
    if (tool === undefined) return unknownTool(call, policy);
    call.tool = tool;
    return next(call);
  };
  return (call, next) => (policy.isLoaded ? seek(call, next) : policy.load().then(() => seek(call, next)));
}

function unknownTool(call: RunningCall, policy: Policy): CallAnswer {
  const { principal, toolset, tool: name } = call.request;
  const scopes = policy.missingScopes(principal, name, toolset);
  call.outcome = "refused";
  if (scopes === undefined) {
    call.message = `Unknown tool: ${name.slice(0, 128)}`;
    return { kind: "unknown_tool" };
  }
  call.message = `Insufficient scope for the tool ${name.slice(0, 128)}: it needs ${scopes.join(" ")}`;
  return { kind: "unknown_tool", scopes };
}

/** The tool that `find` found. Stages below it may count on it. */
export function toolOf(call: RunningCall): NonNullable<RunningCall["tool"]> {
  if (call.tool === undefined) throw new AppError("internal", "The call has no tool yet.");
  return call.tool;
}
