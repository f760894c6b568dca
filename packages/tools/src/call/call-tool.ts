import { createId } from "@mcp-tools/core";
import type { Policy } from "../policy.ts";
import { approve } from "./approve.ts";
import { authorize } from "./authorize.ts";
import { checkCredentials, withCredentials } from "./credentials/with-credentials.ts";
import { dedupe } from "./dedupe.ts";
import { find } from "./find.ts";
import { fit } from "./fit.ts";
import { limit } from "./limit.ts";
import type { CallPorts } from "./ports.ts";
import { record, type RecordDeps } from "./record.ts";
import { run, type RunDeps } from "./run.ts";
import type { Next, RunningCall, Stage } from "./stage.ts";
import type { CallAnswer, ToolCall } from "./tool-call.ts";
import { validate } from "./validate.ts";

export interface CallToolDeps extends RunDeps, RecordDeps, CallPorts {
  readonly policy: Policy;
  readonly resultBytesMax: number;
}

/**
 * The one way to call a tool. The stages wrap each other: each acts before the ones below it, and
 * `record` and `fit` act on what comes back from below.
 */
export function createCallTool(deps: CallToolDeps): (call: ToolCall) => Promise<CallAnswer> {
  const { policy } = deps;
  const stages: Stage[] = [
    record(deps),
    find(policy),
    limit(policy, deps.limiter),
    validate(),
    authorize(policy),
    checkCredentials(deps.credentials),
    dedupe(policy, deps.deduper),
    approve(policy, deps.approver),
  ];
  const code = withCredentials(deps.credentials, run(deps));
  const start = stages.reduceRight<Next>((next, stage) => (call) => stage(call, next), fit(deps, code));
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
    decision: undefined,
    secrets: undefined,
    consentId: undefined,
    ran: false,
    outcome: "ok",
    message: undefined,
    resultBytes: 0,
  };
}
