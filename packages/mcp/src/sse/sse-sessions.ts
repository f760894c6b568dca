import { randomBytes } from "node:crypto";
import type {
  ChangeEvent,
  Logger,
  OpenSession,
  Peers,
  SessionTarget,
  HttpRequest,
  HttpResponse,
} from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import type { Server } from "@modelcontextprotocol/server";
import { answerError, Codes, idOf } from "../http/answer.ts";
import type { Caller } from "../http/caller.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { onClose } from "../http/on-close.ts";
import { createSseWriter } from "../http/sse-writer.ts";
import type { StreamQuota } from "../http/stream-quota.ts";
import type { ServerUnit } from "../server/create-server.ts";
import { acceptMessages, type Refusal } from "./accept-messages.ts";
import { createMessageRelay } from "./relay-messages.ts";
import { createSseSession, type SseSession } from "./sse-session.ts";

export interface SseSessions {
  /** `GET /sse`: the stream is the session. */
  open(res: HttpResponse, caller: Caller): void;
  /** `POST /messages?sessionId=`: 202, and the answer comes by the stream. */
  post(
    sessionId: string | undefined,
    body: unknown,
    exchange: { req: HttpRequest; res: HttpResponse; caller: Caller },
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
  readonly logger: Logger;
  readonly keepAlive: KeepAlive;
  readonly peers: Peers;
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
  const relay = createMessageRelay(deps.peers, ({ sessionId, body, sender }) =>
    acceptMessages(sessions.get(sessionId), body, sender),
  );
  const resting = setInterval(() => {
    const before = Date.now() - REST_MS;
    for (const session of sessions.values()) session.rest(before);
  }, REST_MS);
  resting.unref();

  function open(res: HttpResponse, { principal, toolset, address }: Caller): void {
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
    const id = relay.nameSession(randomBytes(24).toString("base64url"));
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

  async function post(
    sessionId: string | undefined,
    body: unknown,
    { req, res, caller }: { req: HttpRequest; res: HttpResponse; caller: Caller },
  ): Promise<void> {
    if (sessionId === undefined)
      return answerError(res, {
        status: 400,
        code: Codes.server,
        message: "Bad Request: the sessionId parameter is missing. Open GET /sse first; its endpoint event has it.",
        id: idOf(body),
      });
    const sender = {
      requestId: caller.requestId,
      address: caller.address,
      principal: caller.principal,
      traceparent: req.headers["traceparent"] as string | undefined,
    };
    const owner = relay.ownerOf(sessionId);
    // The client hears that a message was taken before it hears the answer to it.
    if (owner === undefined) return answer(res, acceptMessages(sessions.get(sessionId), body, sender));
    answer(res, await relay.send(owner, { sessionId, body, sender }));
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

function answer(res: HttpResponse, refusal: Refusal | undefined): void {
  if (res.destroyed) return;
  if (refusal !== undefined) return answerError(res, refusal);
  res.writeHead(202, { "content-type": "text/plain" });
  res.end("Accepted");
}
