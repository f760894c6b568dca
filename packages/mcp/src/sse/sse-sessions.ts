import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BusEvent } from "@mcp-tools/core";
import { isJSONRPCNotification, isJSONRPCRequest, isJSONRPCResponse, type JSONRPCMessage, type Server, type Transport } from "@modelcontextprotocol/server";
import { answerError, Codes, idOf } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";
import { toNotification } from "../server/change-notification.ts";
import type { ServerUnit } from "../server/create-server.ts";

interface SseSession {
  readonly principalId: string;
  readonly server: Server;
  readonly writer: SseWriter;
  readonly inFlight: Set<string | number>;
  readonly subscriptions: Set<string>;
  deliver(message: JSONRPCMessage, caller: Caller): void;
}

export interface SseSessions {
  /** `GET /sse`: the stream is the session. */
  open(req: IncomingMessage, res: ServerResponse, caller: Caller): Promise<void>;
  /** `POST /messages?sessionId=`: 202, and the answer comes by the stream. */
  post(sessionId: string | undefined, body: unknown, to: { res: ServerResponse; caller: Caller }): void;
  announce(event: BusEvent): void;
  /** Ends the streams that wait for nothing, and each of the others once its last answer is out. */
  drain(): void;
  readonly size: number;
  readonly inFlight: number;
}

export interface SseSessionsDeps {
  readonly createServer: (unit: ServerUnit) => Server;
  readonly keepAlive: KeepAlive;
  /** Goes before `/messages` in the endpoint that clients are told. */
  readonly basePath: string;
  readonly isFull: () => boolean;
  readonly onCount: (count: number) => void;
}

/** HTTP+SSE, the transport of 2024-11-05. */
export function createSseSessions(deps: SseSessionsDeps): SseSessions {
  const sessions = new Map<string, SseSession>();
  let draining = false;

  async function open(_req: IncomingMessage, res: ServerResponse, caller: Caller): Promise<void> {
    if (deps.isFull()) {
      return answerError(res, { status: 503, code: Codes.server, message: "This server has as many streams open as it can hold. Try again in a minute.", headers: { "retry-after": "60" } });
    }
    const id = randomBytes(24).toString("base64url");
    const writer = createSseWriter(res);
    const inFlight = new Set<string | number>();
    const subscriptions = new Set<string>();
    const about = { requestId: caller.requestId };
    const server = deps.createServer({ principal: caller.principal, transport: "sse", sessionId: id, exchangeOf: () => about, subscriptions });
    const transport: Transport = {
      sessionId: id,
      start: () => Promise.resolve(),
      async close() {
        writer.end();
        transport.onclose?.();
      },
      async send(message) {
        writer.event(JSON.stringify(message));
        if (!("method" in message)) {
          inFlight.delete(message.id ?? "");
          if (draining && inFlight.size === 0) writer.end();
        }
      },
    };
    await server.connect(transport);
    sessions.set(id, {
      principalId: caller.principal.id,
      server,
      writer,
      inFlight,
      subscriptions,
      deliver(message, from) {
        if ("method" in message && "id" in message) inFlight.add(message.id);
        transport.onmessage?.(message, { authInfo: { token: "", clientId: from.principal.id, scopes: [] } });
      },
    });
    res.on("close", () => {
      sessions.delete(id);
      deps.keepAlive.delete(writer);
      deps.onCount(sessions.size);
      transport.onclose?.();
    });
    deps.keepAlive.add(writer);
    deps.onCount(sessions.size);
    writer.raw(`event: endpoint\ndata: ${deps.basePath}/messages?sessionId=${id}\n\n`);
  }

  function post(sessionId: string | undefined, body: unknown, { res, caller }: { res: ServerResponse; caller: Caller }): void {
    if (sessionId === undefined) return answerError(res, { status: 400, code: Codes.server, message: "Bad Request: the sessionId parameter is missing. Open GET /sse first; its endpoint event has it.", id: idOf(body) });
    const session = sessions.get(sessionId);
    if (session === undefined || session.principalId !== caller.principal.id) {
      return answerError(res, { status: 404, code: Codes.sessionNotFound, message: "Session not found. Its stream has ended; open GET /sse again.", id: idOf(body) });
    }
    const isBatch = Array.isArray(body);
    // Deprecated in favour of the envelope, which legacy sessions do not have.
    if (isBatch && session.server.getNegotiatedProtocolVersion() !== "2025-03-26") {
      return answerError(res, { status: 400, code: Codes.invalidRequest, message: "Batches exist in revision 2025-03-26 only. Send one message at a time." });
    }
    const messages: unknown[] = isBatch ? body : [body];
    if (messages.length === 0 || !messages.every(isMessage)) {
      return answerError(res, { status: 400, code: Codes.invalidRequest, message: "Bad Request: the body is not a JSON-RPC message.", id: idOf(body) });
    }
    res.writeHead(202, { "content-type": "text/plain" });
    res.end("Accepted");
    for (const message of messages) session.deliver(message, caller);
  }

  return {
    open,
    post,
    announce(event) {
      if (event.kind === "session_ended") return;
      const data = JSON.stringify({ jsonrpc: "2.0", ...toNotification(event) });
      for (const { writer, subscriptions } of sessions.values()) {
        if (event.kind !== "resource_updated" || subscriptions.has(event.uri)) writer.event(data);
      }
    },
    drain() {
      draining = true;
      for (const { inFlight, writer } of sessions.values()) if (inFlight.size === 0) writer.end();
    },
    get size() {
      return sessions.size;
    },
    get inFlight() {
      let count = 0;
      for (const session of sessions.values()) count += session.inFlight.size;
      return count;
    },
  };
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}
