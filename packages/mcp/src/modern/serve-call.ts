import type { HttpRequest, HttpResponse } from "@mcp-tools/core";
import type { CallAnswer, ClientPort, ClientRequest, ToolCall } from "@mcp-tools/tools";
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
  SERVER_INFO_META_KEY,
  type ClientCapabilities,
  type JSONRPCRequest,
} from "@modelcontextprotocol/server";
import { answerError, Codes } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import { insufficientScope, toScopeChallenge } from "../http/challenge.ts";
import { isRecord, parseCallParams, type CallParams } from "../server/call-params.ts";
import { createModernClientPort } from "../server/client-port.ts";
import { clientNameOf } from "../server/envelope.ts";
import { idempotencyKeyOf } from "../server/idempotency-key.ts";
import { MODERN_VERSION } from "../server/identity.ts";
import { severityOf } from "../server/log-levels.ts";
import { traceIdOf } from "../server/trace-id.ts";
import { missingCapabilities } from "./missing-capabilities.ts";
import { digestOf, type InputState } from "./request-state.ts";
import { createResponseStream, type ResponseStream } from "./response-stream.ts";
import type { ModernDeps } from "./serve-modern.ts";

interface ModernCallParams extends CallParams {
  readonly inputResponses?: Readonly<Record<string, unknown>>;
  readonly requestState?: string;
  readonly _meta: Readonly<Record<string, unknown>>;
}

/**
 * `tools/call` of 2026-07-28 without an SDK server: it is the hot path, the revision has neither handshake nor
 * session, and what is left of the protocol for this one method fits here. The envelope was validated before.
 */
export async function serveCall(
  deps: ModernDeps,
  message: JSONRPCRequest,
  { req, res, caller }: { req: HttpRequest; res: HttpResponse; caller: Caller },
): Promise<void> {
  const { id } = message;
  const invalid = (problem: string, data?: unknown) =>
    answerError(res, { status: 200, code: Codes.invalidParams, message: problem, data, id });
  const params = parseParams(message.params);
  if (typeof params === "string") return invalid(params);
  const owner = { principalId: caller.principal.id, toolset: caller.toolset, method: message.method };
  let state: InputState | undefined;
  if (params.requestState !== undefined) {
    state = await deps.states.verify(params.requestState, owner).catch(() => undefined);
    if (state === undefined || state.digest !== digestOf([params.name, params.arguments]))
      return invalid("Invalid or expired requestState", { reason: "invalid_request_state" });
  }

  const abort = new AbortController();
  const response = createResponseStream({ req, res, keepAlive: deps.keepAlive, onGone: () => abort.abort() });
  const capabilities = (params._meta[CLIENT_CAPABILITIES_META_KEY] ?? {}) as ClientCapabilities;
  const client = createModernClientPort({
    capabilities,
    earlier: state?.answers ?? {},
    inputResponses: params.inputResponses,
    log: logTo(response, params._meta[LOG_LEVEL_META_KEY]),
  });
  const answer = await deps.toolbox.callTool(toCall(params, { req, caller, client, signal: abort.signal, response }));
  if (abort.signal.aborted) return;
  if (answer.kind === "unknown_tool") {
    const { scopes } = answer;
    if (scopes === undefined || response.isOpen())
      return response.finish(toError(id, Codes.invalidParams, `Unknown tool: ${params.name}`));
    return response.finish(toError(id, Codes.server, insufficientScope(scopes)), 403, {
      "www-authenticate": toScopeChallenge(scopes, deps.resourceMetadataUrl?.(req)),
    });
  }
  if (answer.kind === "result")
    return response.finish({ jsonrpc: "2.0", id, result: complete(answer, deps.serverInfo) });
  const missing = missingCapabilities(answer.requests, capabilities);
  if (missing !== undefined) {
    return response.finish(
      toError(
        id,
        Codes.missingCapability,
        "The tool has to ask the client what it did not declare that it can be asked.",
        { requiredCapabilities: missing },
      ),
      400,
    );
  }
  const requestState = await deps.states.mint(
    { answers: client.answers, digest: digestOf([params.name, params.arguments]) },
    owner,
  );
  response.finish({ jsonrpc: "2.0", id, result: inputRequired(answer.requests, requestState, deps.serverInfo) });
}

/** The parameters, or what is wrong with them. */
function parseParams(params: JSONRPCRequest["params"]): ModernCallParams | string {
  const parsed = parseCallParams(params);
  if (typeof parsed === "string") return parsed;
  const { inputResponses, requestState } = params ?? {};
  if (inputResponses !== undefined && !isRecord(inputResponses))
    return "Invalid params: `inputResponses` must be an object.";
  if (requestState !== undefined && typeof requestState !== "string") return "Invalid or expired requestState";
  return params as unknown as ModernCallParams;
}

function toCall(
  params: ModernCallParams,
  {
    req,
    caller,
    client,
    signal,
    response,
  }: { req: HttpRequest; caller: Caller; client: ClientPort; signal: AbortSignal; response: ResponseStream },
): ToolCall {
  const { _meta: meta } = params;
  const info = meta[CLIENT_INFO_META_KEY] as { name: string; version: string } | undefined;
  const traceparent = meta["traceparent"] ?? req.headers["traceparent"];
  return {
    tool: params.name,
    arguments: params.arguments,
    principal: caller.principal,
    transport: "http",
    client,
    signal,
    progress: progressTo(response, meta["progressToken"]),
    protocolVersion: MODERN_VERSION,
    clientName: info === undefined ? undefined : clientNameOf(info),
    toolset: caller.toolset,
    idempotencyKey: idempotencyKeyOf(meta),
    address: caller.address,
    requestId: caller.requestId,
    traceId: typeof traceparent === "string" ? traceIdOf(traceparent) : undefined,
    meta,
  };
}

function progressTo(response: ResponseStream, progressToken: unknown): ToolCall["progress"] {
  if (typeof progressToken !== "string" && typeof progressToken !== "number") return undefined;
  return (progress, total, message) =>
    response.notify({
      jsonrpc: "2.0",
      method: "notifications/progress",
      params: { progressToken, progress, total, message },
    });
}

/** Without a level in the envelope nothing may be logged to the client (2026-07-28 logging). */
function logTo(response: ResponseStream, threshold: unknown): ClientPort["log"] {
  const least = severityOf(threshold);
  if (least === -1) return () => {};
  return (level, data, logger) => {
    if (severityOf(level) >= least)
      response.notify({ jsonrpc: "2.0", method: "notifications/message", params: { level, logger, data } });
  };
}

function complete({ result }: CallAnswer & { kind: "result" }, serverInfo: object): object {
  // Any JSON value may be structured content in this revision, and text beside it is for older readers only.
  return { ...result, resultType: "complete", _meta: { ...result._meta, [SERVER_INFO_META_KEY]: serverInfo } };
}

function inputRequired(
  inputRequests: Readonly<Record<string, ClientRequest>>,
  requestState: string,
  serverInfo: object,
): object {
  return { resultType: "input_required", inputRequests, requestState, _meta: { [SERVER_INFO_META_KEY]: serverInfo } };
}

function toError(id: string | number, code: number, message: string, data?: unknown): object {
  return { jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } };
}
