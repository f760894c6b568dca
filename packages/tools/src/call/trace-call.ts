import type { ActiveSpan, Tracing } from "@mcp-tools/core";
import type { Next, RunningCall, Stage } from "./stage.ts";
import type { Read, ReadRequest } from "./record-read.ts";
import type { Run } from "./run.ts";
import type { CallAnswer, ToolCall } from "./tool-call.ts";

/** Names come from callers; no backend wants a long one. */
const NAME_CHARACTERS_MAX = 128;

/** A span for each stage, the later ones within the earlier. */
export function traceStages(tracing: Tracing, stages: Readonly<Record<string, Stage>>): Record<string, Stage> {
  const traced = ([name, stage]: [string, Stage]): [string, Stage] => [
    name,
    async (call, next) => tracing.child(name, {}, async () => stage(call, next)),
  ];
  return Object.fromEntries(Object.entries(stages).map(traced));
}

export function traceRun(tracing: Tracing, run: Run): Run {
  return async (call) => tracing.child("run", {}, async () => run(call));
}

/** A span for the whole call, below the trace that its `_meta` names, else the request's; the audit is told which trace it is. */
export function traceCall(
  tracing: Tracing,
  createCall: (request: ToolCall) => RunningCall,
  start: Next,
): (request: ToolCall) => Promise<CallAnswer> {
  return (request) =>
    tracing.begin(nameOf("tools/call", request.tool), optionsOf("tools/call", request.tool, request), async (span) => {
      const call = createCall({ ...request, traceId: span.traceId });
      const answer = await start(call);
      end(span, call);
      return answer;
    });
}

/** The same for resources and prompts. */
export function traceReads(
  tracing: Tracing,
  recordRead: <T>(request: ReadRequest, read: Read<T>) => Promise<T>,
): <T>(request: ReadRequest, read: Read<T>) => Promise<T> {
  return (request, read) =>
    tracing.begin(nameOf(request.action), optionsOf(request.action, undefined, request), (span) =>
      recordRead({ ...request, traceId: span.traceId }, read),
    );
}

function end(span: ActiveSpan, { id, outcome }: RunningCall): void {
  span.set({ "mcp_tools.call.id": id, "mcp_tools.outcome": outcome });
  if (outcome === "error" || outcome === "timeout" || outcome === "unknown") span.fail(outcome);
}

function nameOf(method: string, target = ""): string {
  return target === "" ? method : `${method} ${target.slice(0, NAME_CHARACTERS_MAX)}`;
}

function optionsOf(method: string, tool: string | undefined, request: ToolCall | ReadRequest) {
  const { meta, protocolVersion, sessionId, transport, toolset, requestId } = request;
  const attributes = {
    "mcp.method.name": method,
    "mcp.protocol.version": protocolVersion,
    "mcp.session.id": sessionId,
    "gen_ai.tool.name": tool?.slice(0, NAME_CHARACTERS_MAX),
    "mcp_tools.transport": transport,
    "mcp_tools.toolset": toolset,
    "mcp_tools.request.id": requestId,
  };
  const traceparent = meta?.["traceparent"];
  const parent = traceparent === undefined ? undefined : { traceparent, tracestate: meta?.["tracestate"] };
  return { attributes, parent };
}
