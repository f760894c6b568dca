import { createId } from "@mcp-tools/core";
import type { Registry } from "../registry/registry.ts";
import { authorize } from "./authorize.ts";
import type { Decide } from "./decide.ts";
import { find } from "./find.ts";
import { fit } from "./fit.ts";
import { record, type RecordDeps } from "./record.ts";
import { run, type RunDeps } from "./run.ts";
import type { Next, RunningCall, Stage } from "./stage.ts";
import type { CallAnswer, ToolCall } from "./tool-call.ts";
import { validate } from "./validate.ts";

export interface CallToolDeps extends RunDeps, RecordDeps {
  readonly registry: Pick<Registry, "tool">;
  readonly decide: Decide;
  readonly resultBytesMax: number;
}

/**
 * The one way to call a tool. The stages wrap each other: each acts before the ones below it, and
 * `record` and `fit` act on what comes back from below.
 */
export function createCallTool(deps: CallToolDeps): (call: ToolCall) => Promise<CallAnswer> {
  const stages: Stage[] = [record(deps), find(deps.registry), authorize(deps.decide), validate()];
  const start = stages.reduceRight<Next>((next, stage) => (call) => stage(call, next), fit(deps, run(deps)));
  return (request) => start(createRunningCall(request));
}

function createRunningCall(request: ToolCall): RunningCall {
  const startedAt = Date.now();
  return {
    id: createId(startedAt),
    startedAt,
    request,
    tool: undefined,
    input: undefined,
    outcome: "ok",
    message: undefined,
    resultBytes: 0,
  };
}
