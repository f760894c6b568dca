import { isAppError, type CallLog, type CallOutcome, type CallRecord, type Logger } from "@mcp-tools/core";
import { argumentsForRecord } from "./arguments-for-record.ts";
import { endWith, type RunningCall, type Stage } from "./stage.ts";

export interface RecordDeps {
  readonly calls: Pick<CallLog, "record" | "isAvailable">;
  readonly logger: Logger;
  readonly onEnd: (tool: string, outcome: CallOutcome, durationMs: number) => void;
}

/**
 * One row a call, committed before the answer leaves. While rows cannot be stored nothing is run:
 * a call that nobody will know of must not happen.
 */
export function record({ calls, logger, onEnd }: RecordDeps): Stage {
  return async (call, next) => {
    const started = performance.now();
    if (!calls.isAvailable()) {
      onEnd(call.request.tool, "refused", 0);
      return endWith(call, "refused", "The server cannot reach its database, so the call was not run. Try again in a few seconds.");
    }
    let answer = await next(call);
    const durationMs = performance.now() - started;
    try {
      await calls.record(toRow(call, durationMs));
    } catch (error) {
      logger.error({ err: isAppError(error) ? (error.cause ?? error) : error, tool: call.request.tool, callId: call.id }, "call not recorded");
      const ran = call.outcome === "ok" || call.outcome === "error" || call.outcome === "timeout";
      answer = endWith(call, "unknown", ran
        ? "The tool ran, but the server lost its database before the call was recorded. Check whether it took effect before calling again."
        : "The server lost its database before the call was recorded. The tool did not run. Try again in a few seconds.");
    }
    onEnd(call.tool === undefined ? "" : call.request.tool, call.outcome, durationMs);
    return answer;
  };
}

function toRow(call: RunningCall, durationMs: number): CallRecord {
  const { request } = call;
  return {
    id: call.id,
    startedAt: call.startedAt,
    principalId: request.principal.id,
    transport: request.transport,
    protocolVersion: request.protocolVersion,
    client: request.clientName,
    sessionId: request.sessionId,
    tool: request.tool.slice(0, 128),
    arguments: argumentsForRecord(request.arguments, call.tool?.secretPaths),
    outcome: call.outcome,
    message: call.message?.slice(0, 1000),
    durationMs: Math.round(durationMs * 1000) / 1000,
    resultBytes: call.resultBytes,
    requestId: request.requestId,
    traceId: request.traceId,
  };
}
