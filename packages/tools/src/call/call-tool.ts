import { createId, type Tracing } from "@mcp-tools/core";
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
import type { Answering, Next, RunningCall, Stage } from "./stage.ts";
import type { ToolCall } from "./tool-call.ts";
import { traceCall, traceRun, traceStages } from "./trace-call.ts";
import { validate } from "./validate.ts";

export interface CallToolDeps extends RunDeps, RecordDeps, CallPorts {
  readonly policy: Policy;
  readonly resultBytesMax: number;
  /** Absent where nobody collects traces. */
  readonly tracing?: Tracing | undefined;
}

/**
 * The one way to call a tool. The stages wrap each other: each acts before the ones below it, and
 * `record` and `fit` act on what comes back from below.
 */
export function createCallTool(deps: CallToolDeps): (call: ToolCall) => Answering {
  const { policy } = deps;
  const stages: Record<string, Stage> = {
    record: record(deps),
    find: find(policy),
    limit: limit(policy, deps.limiter),
    validate: validate(),
    authorize: authorize(policy),
    checkCredentials: checkCredentials(deps.credentials),
    dedupe: dedupe(policy, deps.deduper),
    approve: approve(policy, deps.approver),
  };
  const { tracing } = deps;
  const code = withCredentials(deps.credentials, run(deps));
  const last = fit(deps, tracing === undefined ? code : traceRun(tracing, code));
  const start = Object.entries(tracing === undefined ? stages : traceStages(tracing, stages)).reduceRight<Next>(
    (next, [, stage]) =>
      (call) =>
        stage(call, next),
    last,
  );
  if (tracing !== undefined) return traceCall(tracing, (request) => createRunningCall(request), start);
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
