import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bus, ChangeEvent, Logger, OpenSession, SessionTarget, SsePost, SseTaken } from "@mcp-tools/core";
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
import { createSseRelay } from "./sse-relay.ts";
import { createSseSession, type SseSession } from "./sse-session.ts";

export interface SseSessions {
  /** `GET /sse`: the stream is the session. */
  open(res: ServerResponse, caller: Caller): void;
  /** `POST /messages?sessionId=`: 202, and the answer comes by the stream. */
  post(
    sessionId: string | undefined,
    body: unknown,
    exchange: { req: IncomingMessage; res: ServerResponse; caller: Caller },
  ): Promise<void>;
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
  readonly bus: Pick<Bus, "kind" | "publish" | "subscribe">;
  readonly logger: Logger;
  readonly keepAlive: KeepAlive;
  /** Goes before `/messages` in the endpoint that clients are told. */
  readonly basePath: string;
  readonly quota: StreamQuota;
  readonly onCount: (count: number) => void;
}

/** A session that is quiet for this long holds no server. */
const REST_MS = 5_000;

const sessionNotFound = {
  status: 404,
  code: Codes.sessionNotFound,
  message: "Session not found. Its stream has ended; open GET /sse again.",
} as const;

/** HTTP+SSE, the transport of 2024-11-05. */
export function createSseSessions(deps: SseSessionsDeps): SseSessions {
  const sessions = new Map<string, SseSession>();
  const resting = setInterval(() => {
    const before = Date.now() - REST_MS;
    for (const session of sessions.values()) session.rest(before);
  }, REST_MS);
  resting.unref();
  const relay = createSseRelay({
    bus: deps.bus,
    take(message) {
      const session = sessions.get(message.sessionId);
      return session && { refusal: accept(session, message) };
    },
  });

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

  /** Undefined: the message was delivered. */
  function accept(session: SseSession, post: Omit<SsePost, "sessionId" | "postId">): SseTaken["refusal"] {
    const { body, principal, requestId, address, traceparent } = post;
    if (session.principalId !== principal.id) return sessionNotFound;
    if (Array.isArray(body) && session.protocolVersion() !== "2025-03-26") {
      return {
        status: 400,
        code: Codes.invalidRequest,
        message: "Batches exist in revision 2025-03-26 only. Send one message at a time.",
      };
    }
    const messages: unknown[] = Array.isArray(body) ? body : [body];
    if (messages.length === 0 || !messages.every(isMessage)) {
      return { status: 400, code: Codes.invalidRequest, message: "Bad Request: the body is not a JSON-RPC message." };
    }
    const requests = messages.filter((message) => "method" in message && "id" in message);
    const repeated = requests.find(
      (request, index) =>
        session.isInFlight(request.id) || requests.findIndex((other) => other.id === request.id) < index,
    );
    if (repeated !== undefined) {
      return {
        status: 400,
        code: Codes.invalidRequest,
        message: `Request id ${JSON.stringify(repeated.id)} is already in use in this session.`,
      };
    }
    for (const message of messages) session.deliver(message, { requestId, address, principal, traceparent });
    return undefined;
  }

  async function post(
    sessionId: string | undefined,
    body: unknown,
    { req, res, caller }: { req: IncomingMessage; res: ServerResponse; caller: Caller },
  ): Promise<void> {
    const id = idOf(body);
    if (sessionId === undefined)
      return answerError(res, {
        status: 400,
        code: Codes.server,
        message: "Bad Request: the sessionId parameter is missing. Open GET /sse first; its endpoint event has it.",
        id,
      });
    const { principal, requestId, address } = caller;
    const traceparent = req.headers["traceparent"] as string | undefined;
    const sent = { body, principal, requestId, address, traceparent };
    const session = sessions.get(sessionId);
    const refusal = session === undefined ? await sendElsewhere({ ...sent, sessionId }) : accept(session, sent);
    if (res.destroyed) return;
    if (refusal !== undefined) return answerError(res, { ...refusal, id });
    res.writeHead(202, { "content-type": "text/plain" });
    res.end("Accepted");
  }

  /** The stream may be another process's, where there are others. */
  async function sendElsewhere(message: Omit<SsePost, "postId">): Promise<SseTaken["refusal"]> {
    const taken = deps.bus.kind === "memory" ? undefined : await relay.send(message);
    return taken === undefined ? sessionNotFound : taken.refusal;
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
    close() {
      clearInterval(resting);
      relay.close();
    },
  };
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}
