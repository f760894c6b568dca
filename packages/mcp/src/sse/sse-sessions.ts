import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChangeEvent, Logger, OpenSession, SessionTarget } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  type Server,
} from "@modelcontextprotocol/server";
import { answerError, Codes, idOf } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { onClose } from "../http/on-close.ts";
import { createSseWriter } from "../http/sse-writer.ts";
import type { StreamQuota } from "../http/stream-quota.ts";
import type { ServerUnit } from "../server/create-server.ts";
import { createSseSession, type SseSession } from "./sse-session.ts";

export interface SseSessions {
  /** `GET /sse`: the stream is the session. */
  open(res: ServerResponse, caller: Caller): void;
  /** `POST /messages?sessionId=`: 202, and the answer comes by the stream. */
  post(
    sessionId: string | undefined,
    body: unknown,
    exchange: { req: IncomingMessage; res: ServerResponse; caller: Caller },
  ): void;
  announce(event: ChangeEvent): void;
  /** Ends the streams that wait for nothing, and each of the others once its last answer is out. */
  drain(): void;
  list(): OpenSession[];
  /** Ends those that `list` calls so, or of this principal. */
  end(target: SessionTarget): void;
  readonly size: number;
  readonly inFlight: number;
  close(): void;
}

export interface SseSessionsDeps {
  readonly createServer: (unit: ServerUnit) => Server;
  readonly toolbox: Toolbox;
  readonly logger: Logger;
  readonly keepAlive: KeepAlive;
  /** Goes before `/messages` in the endpoint that clients are told. */
  readonly basePath: string;
  readonly quota: StreamQuota;
  readonly onCount: (count: number) => void;
}

/** A session that is quiet for this long holds no server. */
const REST_MS = 5_000;

/** HTTP+SSE, the transport of 2024-11-05. */
export function createSseSessions(deps: SseSessionsDeps): SseSessions {
  const sessions = new Map<string, SseSession>();
  const resting = setInterval(() => {
    const before = Date.now() - REST_MS;
    for (const session of sessions.values()) session.rest(before);
  }, REST_MS);
  resting.unref();

  function open(res: ServerResponse, { principal, toolset, address }: Caller): void {
    const full = deps.quota.isFull(principal);
    if (full !== undefined) {
      return answerError(res, {
        status: full === "process" ? 503 : 429,
        code: Codes.server,
        message:
          full === "process"
            ? "This server has as many streams open as it can hold. Try again in a minute."
            : "You have as many sessions and streams open as one caller may. Close some of them.",
        headers: { "retry-after": "60" },
      });
    }
    const id = randomBytes(24).toString("base64url");
    const writer = createSseWriter(res);
    const session = createSseSession({ ...deps, id, principal, toolset, address, writer });
    sessions.set(id, session);
    const release = deps.quota.take(principal);
    deps.keepAlive.add(writer);
    deps.onCount(sessions.size);
    onClose(res, () => {
      sessions.delete(id);
      release();
      deps.keepAlive.delete(writer);
      deps.onCount(sessions.size);
      session.close();
    });
    writer.raw(`event: endpoint\ndata: ${deps.basePath}/messages?sessionId=${id}\n\n`);
  }

  function post(
    sessionId: string | undefined,
    body: unknown,
    { req, res, caller }: { req: IncomingMessage; res: ServerResponse; caller: Caller },
  ): void {
    const id = idOf(body);
    if (sessionId === undefined)
      return answerError(res, {
        status: 400,
        code: Codes.server,
        message: "Bad Request: the sessionId parameter is missing. Open GET /sse first; its endpoint event has it.",
        id,
      });
    const session = sessions.get(sessionId);
    if (session === undefined || session.principalId !== caller.principal.id) {
      return answerError(res, {
        status: 404,
        code: Codes.sessionNotFound,
        message: "Session not found. Its stream has ended; open GET /sse again.",
        id,
      });
    }
    if (Array.isArray(body) && session.protocolVersion() !== "2025-03-26") {
      return answerError(res, {
        status: 400,
        code: Codes.invalidRequest,
        message: "Batches exist in revision 2025-03-26 only. Send one message at a time.",
      });
    }
    const messages: unknown[] = Array.isArray(body) ? body : [body];
    if (messages.length === 0 || !messages.every(isMessage)) {
      return answerError(res, {
        status: 400,
        code: Codes.invalidRequest,
        message: "Bad Request: the body is not a JSON-RPC message.",
        id,
      });
    }
    const requests = messages.filter((message) => "method" in message && "id" in message);
    const repeated = requests.find(
      (request, index) =>
        session.isInFlight(request.id) || requests.findIndex((other) => other.id === request.id) < index,
    );
    if (repeated !== undefined) {
      return answerError(res, {
        status: 400,
        code: Codes.invalidRequest,
        message: `Request id ${JSON.stringify(repeated.id)} is already in use in this session.`,
        id: repeated.id,
      });
    }
    res.writeHead(202, { "content-type": "text/plain" });
    res.end("Accepted");
    const exchange = {
      requestId: caller.requestId,
      address: caller.address,
      principal: caller.principal,
      traceparent: req.headers["traceparent"] as string | undefined,
    };
    for (const message of messages) session.deliver(message, exchange);
  }

  return {
    open,
    post,
    announce(event) {
      for (const session of sessions.values()) session.announce(event);
    },
    drain() {
      for (const session of sessions.values()) session.drain();
    },
    list: () => [...sessions.values()].map((session) => session.describe()),
    end({ by, id }) {
      for (const session of sessions.values())
        if (by === "principal" ? session.principalId === id : session.describe().id === id) session.end();
    },
    get size() {
      return sessions.size;
    },
    get inFlight() {
      let count = 0;
      for (const session of sessions.values()) count += session.inFlight();
      return count;
    },
    close: () => clearInterval(resting),
  };
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}
