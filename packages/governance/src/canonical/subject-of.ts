import { AppError, type ApprovalSubject } from "@mcp-tools/core";
import type { RunningCall } from "@mcp-tools/tools";
import { canonicalDigest } from "./canonical-json.ts";

/** What a call is about, for whoever has to recognise the same call again. */
export interface CallSubject extends ApprovalSubject {
  /** As received, with those that a toolset fixes: what runs, before defaults. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** @throws AppError `invalid_input` where the arguments have no canonical JSON */
export function subjectOf({ tool, request }: RunningCall): CallSubject {
  if (tool === undefined) throw new AppError("internal", "The call has no tool yet.");
  const received = request.arguments ?? {};
  if (typeof received !== "object" || Array.isArray(received))
    throw new AppError("invalid_input", "The arguments of a tool are a JSON object.");
  const args = { ...received, ...tool.fixedArguments };
  return {
    principalId: request.principal.id,
    tool: tool.definition.name,
    toolDigest: tool.digest,
    argumentsDigest: canonicalDigest(args),
    arguments: args,
  };
}
