import { isAppError, type Logger, type StreamLog, type HttpRequest, type HttpResponse } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import { SUPPORTED_PROTOCOL_VERSIONS, type JSONRPCMessage, type JSONRPCRequest } from "@modelcontextprotocol/server";
import { accepts } from "../http/accepts.ts";
import { answerAccepted, answerError, answerJson, Codes, idOf } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createSseWriter } from "../http/sse-writer.ts";
import { onClose } from "../http/on-close.ts";
import { BATCH_MAX, BATCH_VERSION } from "../server/batch.ts";
import { logLevelIn } from "../server/log-levels.ts";
import { parseEventId, STANDALONE_STREAM, toEventId } from "./event-id.ts";
import type { LegacySession } from "./legacy-session.ts";
import type { LegacySessions } from "./legacy-sessions.ts";
import { repeatableCall, runAgain } from "./run-again.ts";
import { createPostExchange } from "./post-exchange.ts";
import { resumeStream, toPrimingFrame } from "./stream-reader.ts";
import type { StreamReaders } from "./stream-readers.ts";

export interface LegacyDeps {
  readonly sessions: LegacySessions;
  readonly toolbox: Toolbox;
  readonly streams: StreamLog;
  readonly readers: StreamReaders;
  /** See `PostExchangeParts`. */
  readonly unsaid: Set<string>;
  readonly keepAlive: KeepAlive;
  readonly logger: Logger;
  /** See `McpHttpDeps`. */
  readonly resourceMetadataUrl: ((req: HttpRequest) => string | undefined) | undefined;
}

interface HttpExchange {
  readonly req: HttpRequest;
  readonly res: HttpResponse;
  readonly caller: Caller;
}

/** SSE polling (SEP-1699) begins here. */
const PRIMING_SINCE = "2025-11-25";

/** A POST of the revisions with sessions: 2025-03-26, 2025-06-18, 2025-11-25. */
export async function serveLegacyPost(deps: LegacyDeps, body: unknown, exchange: HttpExchange): Promise<void> {
  const { req, res, caller } = exchange;
  if (isInitialize(body)) return initialize(deps, body, exchange);
  const session = await findSession(deps, exchange, idOf(body));
  if (session === undefined) return;
  const messages = Array.isArray(body) ? (body as JSONRPCMessage[]) : [body as JSONRPCMessage];
  const problem = Array.isArray(body) ? checkBatch(messages, session) : undefined;
  if (problem !== undefined) return answerError(res, { status: 400, code: Codes.invalidRequest, message: problem });
  const requests = messages.filter(isRequest);
  const repeated = requests.find((request) => session.isInFlight(request.id));
  if (repeated !== undefined)
    return answerError(res, {
      status: 400,
      code: Codes.invalidRequest,
      message: `Request id ${JSON.stringify(repeated.id)} is already in use in this session.`,
      id: repeated.id,
    });
  const outlet =
    requests.length === 0
      ? undefined
      : createPostExchange({
          ...deps,
          res,
          sessionId: session.id,
          canPrime: session.protocolVersion >= PRIMING_SINCE,
          requests: requests.map(({ id: requestId }) => requestId),
          isBatch: Array.isArray(body),
          work: () => repeatableCall(body, deps.toolbox.catalogue(caller.principal, caller.toolset)),
          requestId: caller.requestId,
          principal: caller.principal,
          address: caller.address,
          traceparent: req.headers["traceparent"] as string | undefined,
          resourceMetadataUrl: () => deps.resourceMetadataUrl?.(req),
        });
  for (const message of messages) {
    session.deliver(message, isRequest(message) ? outlet : undefined, caller.principal);
    const logLevel = isRequest(message) ? logLevelIn(message) : undefined;
    if (logLevel !== undefined) await deps.sessions.setLogLevel(session.id, logLevel);
  }
  if (outlet === undefined) answerAccepted(res);
}

async function initialize(
  deps: LegacyDeps,
  request: JSONRPCRequest,
  { req, res, caller }: HttpExchange,
): Promise<void> {
  if (req.headers["mcp-session-id"] !== undefined) {
    return answerError(res, {
      status: 400,
      code: Codes.invalidRequest,
      message: "This session is initialized already; send initialize without Mcp-Session-Id for a new one.",
      id: request.id,
    });
  }
  try {
    const { answer, sessionId } = await deps.sessions.initialize(request, caller);
    answerJson(res, 200, JSON.stringify(answer), sessionId === undefined ? undefined : { "mcp-session-id": sessionId });
  } catch (error) {
    if (!isAppError(error) || (error.code !== "unavailable" && error.code !== "rate_limited")) throw error;
    answerError(res, {
      status: error.code === "unavailable" ? 503 : 429,
      code: Codes.server,
      message: error.message,
      id: request.id,
      headers: { "retry-after": "60" },
    });
  }
}

/** GET: the standalone stream, or the rest of a stream that was cut. */
export async function serveLegacyGet(deps: LegacyDeps, exchange: HttpExchange): Promise<void> {
  const { req, res } = exchange;
  const { accept } = req.headers;
  // Unlike HTTP, these revisions have the client send the header.
  if (accept === undefined || !accepts(accept, "text/event-stream")) {
    return answerError(res, {
      status: 406,
      code: Codes.server,
      message: "Not Acceptable: a GET must accept text/event-stream.",
    });
  }
  const session = await findSession(deps, exchange, null);
  if (session === undefined) return;
  const lastEventId = req.headers["last-event-id"];
  const from =
    typeof lastEventId === "string" ? parseEventId(lastEventId) : { streamId: STANDALONE_STREAM, seq: undefined };
  if (from === undefined)
    return answerError(res, {
      status: 400,
      code: Codes.server,
      message: "Last-Event-ID is not an id of this server's events.",
    });
  const address = { sessionId: session.id, streamId: from.streamId };
  if (from.streamId === STANDALONE_STREAM) onClose(res, deps.sessions.attachReader(session.id));
  // Priming makes the stream resumable from its very beginning; older clients get it only in the log.
  const seq = from.seq ?? (await deps.streams.append(session.id, STANDALONE_STREAM, ""));
  const openWriter = () => {
    const writer = createSseWriter(res, { headers: { "mcp-session-id": session.id } });
    // Of a resumed stream, too: SDKs forget where they stood when it is cut again before it said anything.
    if (session.protocolVersion >= PRIMING_SINCE) writer.raw(toPrimingFrame(toEventId(from.streamId, seq)));
    const leave = deps.readers.take(address, writer);
    deps.keepAlive.add(writer);
    onClose(res, () => {
      deps.keepAlive.delete(writer);
      leave();
    });
    return writer;
  };
  const resumed = await resumeStream(
    deps.streams,
    { ...address, seq },
    {
      openWriter,
      onOrphan: (work, claim) => runAgain(session, work, { ...deps, claim, exchange, streamId: from.streamId }),
    },
  );
  if (resumed === "unknown")
    return answerError(res, {
      status: 400,
      code: Codes.server,
      message: "The events after this Last-Event-ID are not kept any more; send the request again.",
    });
  if (resumed !== "over") return onClose(res, resumed.release);
  // What tells an event source to stop reconnecting (HTML, server-sent events).
  res.writeHead(204);
  res.end();
}

/** DELETE: the client ends its session. */
export async function serveLegacyDelete(deps: LegacyDeps, { req, res, caller }: HttpExchange): Promise<void> {
  const id = req.headers["mcp-session-id"];
  if (typeof id !== "string")
    return answerError(res, {
      status: 400,
      code: Codes.server,
      message: "Bad Request: Mcp-Session-Id header is required.",
    });
  if (!(await deps.sessions.end(id, caller))) return answerSessionNotFound(res, null);
  res.writeHead(200, { "content-length": 0 });
  res.end();
}

/** The session named in the header, answered for where there is none. Existence is private: another principal's session is not found. */
async function findSession(
  deps: LegacyDeps,
  { req, res, caller }: HttpExchange,
  id: string | number | null,
): Promise<LegacySession | undefined> {
  const sessionId = req.headers["mcp-session-id"];
  if (typeof sessionId !== "string" || sessionId === "") {
    answerError(res, {
      status: 400,
      code: Codes.server,
      message:
        "Bad Request: Mcp-Session-Id header is required. Begin with initialize, or send a 2026-07-28 request with its _meta.",
      id,
    });
    return undefined;
  }
  const session = await deps.sessions.find(sessionId, caller);
  if (session === undefined) {
    answerSessionNotFound(res, id);
    return undefined;
  }
  const version = req.headers["mcp-protocol-version"];
  if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) {
    answerError(res, {
      status: 400,
      code: Codes.server,
      message: `Bad Request: Unsupported protocol version: ${String(version)} (supported versions: ${SUPPORTED_PROTOCOL_VERSIONS.join(", ")})`,
      id,
    });
    return undefined;
  }
  return session;
}

function answerSessionNotFound(res: HttpResponse, id: string | number | null): void {
  answerError(res, {
    status: 404,
    code: Codes.sessionNotFound,
    message: "Session not found. It has ended; begin again with initialize.",
    id,
  });
}

function checkBatch(messages: readonly JSONRPCMessage[], session: LegacySession): string | undefined {
  if (session.protocolVersion !== BATCH_VERSION)
    return `Batches exist in revision ${BATCH_VERSION} only; this session speaks ${session.protocolVersion}. Send one message at a time.`;
  if (messages.length > BATCH_MAX) return `A batch holds at most ${BATCH_MAX} messages.`;
  if (messages.some((message) => "method" in message && message.method === "initialize"))
    return "initialize cannot be part of a batch.";
  const ids = messages.filter(isRequest).map((request) => request.id);
  return new Set(ids).size < ids.length ? "Two requests of the batch have the same id." : undefined;
}

function isRequest(message: JSONRPCMessage): message is JSONRPCRequest {
  return "method" in message && "id" in message;
}

function isInitialize(body: unknown): body is JSONRPCRequest {
  return typeof body === "object" && body !== null && "method" in body && body.method === "initialize" && "id" in body;
}
