import type { AuditTransport, Logger, Principal } from "@mcp-tools/core";
import type { ClientPort, LogLevel, Toolbox, ToolCall } from "@mcp-tools/tools";
import type { CallToolResult, JSONRPCMessage, JSONRPCRequest, Server } from "@modelcontextprotocol/server";
import { Codes } from "../http/answer.ts";
import { insufficientScope } from "../http/challenge.ts";
import { parseCallParams } from "./call-params.ts";
import { createLegacyClientPort, type Ask } from "./client-port.ts";
import type { Exchange } from "./create-server.ts";
import { clientNameOf } from "./envelope.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";
import { createInFlight } from "./in-flight.ts";
import { severityOf } from "./log-levels.ts";
import { projectBlock } from "./project-block.ts";
import { traceIdOf } from "./trace-id.ts";

/** The tool calls that run on one connection. */
export interface LegacyCalls {
  /** Its answer is sent once, or never when it is cancelled. */
  start(request: JSONRPCRequest, exchange: Exchange): void;
  cancel(requestId: string | number): void;
  /** Gives all of them up. */
  close(): void;
}

export interface LegacyConnection {
  readonly toolbox: Toolbox;
  readonly logger: Logger;
  /** Knows the client, and asks it. */
  readonly server: Server;
  readonly principal: Principal;
  readonly transport: AuditTransport;
  readonly sessionId: string;
  /** Of the endpoint that the session was opened at. */
  readonly toolset: string | undefined;
  /** The least grave level that the client wants to hear of; undefined: all. */
  readonly logLevel: () => LogLevel | undefined;
  /** Sends a message about the request with this id: its answer, or what comes before. */
  readonly send: (message: JSONRPCMessage, requestId: string | number) => void;
}

interface RunningCall {
  readonly exchange: Exchange;
  readonly signal: AbortSignal;
  readonly notify: (method: string, params: object) => void;
}

/**
 * `tools/call` of the revisions with a handshake, without the SDK's dispatch: that tries one schema after the other
 * on each message, and zod makes a hidden class for every one that does not fit, which holds the message until the
 * next full collection. All other methods, and the questions to the client, are still the SDK's.
 */
export function createLegacyCalls(connection: LegacyConnection): LegacyCalls {
  const running = createInFlight<AbortController>();

  async function run(request: JSONRPCRequest, exchange: Exchange, abort: AbortController): Promise<void> {
    const { id } = request;
    const isWanted = () => running.get(id) === abort && !abort.signal.aborted;
    const send = (message: JSONRPCMessage) => {
      if (isWanted()) connection.send(message, id);
    };
    const notify = (method: string, params: object) => send({ jsonrpc: "2.0", method, params } as JSONRPCMessage);
    let answer: JSONRPCMessage;
    try {
      answer = await callTool(connection, request, { exchange, signal: abort.signal, notify });
    } catch (error) {
      connection.logger.error({ err: error, requestId: exchange.requestId }, "request failed");
      answer = toError(id, Codes.internal, "Internal error");
    }
    send(answer);
    if (running.get(id) === abort) running.delete(id);
  }

  return {
    start(request, exchange) {
      const abort = new AbortController();
      running.set(request.id, abort);
      void run(request, exchange, abort);
    },
    cancel: (requestId) => running.get(requestId)?.abort(),
    close() {
      for (const [, abort] of running.entries()) abort.abort();
    },
  };
}

async function callTool(
  connection: LegacyConnection,
  request: JSONRPCRequest,
  call: RunningCall,
): Promise<JSONRPCMessage> {
  const { id } = request;
  const { toolbox, server } = connection;
  const params = parseCallParams(request.params);
  if (typeof params === "string") return toError(id, Codes.invalidParams, params);
  const { exchange } = call;
  const { progressToken, traceparent = exchange.traceparent } = params._meta ?? {};
  const principal = exchange.principal ?? connection.principal;
  const info = server.getClientVersion();
  const protocolVersion = server.getNegotiatedProtocolVersion();
  const { client, withdraw } = clientOf(connection, id, call);
  const answer = await toolbox.callTool({
    tool: params.name,
    arguments: params.arguments,
    principal,
    transport: connection.transport,
    client,
    signal: call.signal,
    progress: progressTo(call.notify, progressToken),
    protocolVersion,
    clientName: info === undefined ? undefined : clientNameOf(info),
    sessionId: connection.sessionId,
    toolset: connection.toolset,
    idempotencyKey: idempotencyKeyOf(params._meta),
    address: exchange.address,
    requestId: exchange.requestId,
    traceId: typeof traceparent === "string" ? traceIdOf(traceparent) : undefined,
    meta: params._meta,
  });
  withdraw();
  if (answer.kind === "unknown_tool") {
    const { scopes } = answer;
    return scopes !== undefined && exchange.challenge?.(scopes) === true
      ? toError(id, Codes.server, insufficientScope(scopes))
      : toError(id, Codes.invalidParams, `Unknown tool: ${params.name}`);
  }
  if (answer.kind === "input_required") return toError(id, Codes.internal, "A legacy client is asked over its stream");
  const { outputSchema } = toolbox.catalogue(principal, connection.toolset).tool(params.name)?.listing ?? {};
  const content = answer.result.content.map((block) => projectBlock(block, protocolVersion));
  return {
    jsonrpc: "2.0",
    id,
    result: server.projectCallToolResult({ ...answer.result, content } as unknown as CallToolResult, outputSchema),
  };
}

/** `withdraw` takes back the questions that a call which is over has left open, as one that timed out has. */
function clientOf(
  { server, logLevel }: LegacyConnection,
  id: string | number,
  { exchange, signal, notify }: RunningCall,
): { client: ClientPort; withdraw: () => void } {
  let questions: AbortController | undefined;
  const ask: Ask = (request, options) => {
    questions ??= linkedTo(signal);
    return server.request(request, { ...options, signal: questions.signal, relatedRequestId: id });
  };
  const log: ClientPort["log"] = (level, data, logger) => {
    const least = logLevel();
    if (least === undefined || severityOf(level) >= severityOf(least))
      notify("notifications/message", { level, logger, data });
  };
  return {
    client: createLegacyClientPort({ server, exchange, signal, ask, log }),
    withdraw: () => questions?.abort(new Error("The call is over.")),
  };
}

function linkedTo(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  return controller;
}

function progressTo(notify: RunningCall["notify"], progressToken: unknown): ToolCall["progress"] {
  if (typeof progressToken !== "string" && typeof progressToken !== "number") return undefined;
  return (progress, total, message) => notify("notifications/progress", { progressToken, progress, total, message });
}

function toError(id: string | number, code: number, message: string): JSONRPCMessage {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
