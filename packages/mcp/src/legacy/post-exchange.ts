import {
  createId,
  type Logger,
  type Principal,
  type StreamClaim,
  type StreamLog,
  type HttpResponse,
} from "@mcp-tools/core";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { answerJson, Codes } from "../http/answer.ts";
import { toScopeChallenge } from "../http/challenge.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { onClose } from "../http/on-close.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";
import type { Outlet } from "./legacy-session.ts";
import { createInOrder } from "./in-order.ts";
import { followStream } from "./stream-reader.ts";
import type { StreamReaders } from "./stream-readers.ts";

/** An answer that comes within this is plain JSON; a slower one gets a stream that can be kept alive and resumed. */
const PLAIN_ANSWER_MS = 50;

const LOST =
  "The process that ran this request was lost, and nobody knows how far it came. Look before you send it again.";

export interface PostExchangeParts {
  readonly res: HttpResponse;
  readonly sessionId: string;
  /** Priming and polling exist from 2025-11-25 on; older clients crash on an event without data. */
  readonly canPrime: boolean;
  /** The ids of the requests in the body, and whether their answers go into one array. */
  readonly requests: readonly (string | number)[];
  readonly isBatch: boolean;
  /** What another process may do in this one's place, see `repeatableCall`. */
  readonly work: () => string | undefined;
  readonly requestId: string;
  readonly principal: Principal;
  readonly traceparent: string | undefined;
  readonly address: string | undefined;
  readonly resourceMetadataUrl: () => string | undefined;
  readonly streams: StreamLog;
  readonly readers: StreamReaders;
  /** Streams whose answer is not out, or not kept, yet: a process must not end before it is. */
  readonly unsaid: Set<string>;
  readonly keepAlive: KeepAlive;
  readonly logger: Logger;
}

/**
 * The answer to one legacy POST. It starts undecided: a quick single result becomes a JSON body, anything else
 * an SSE stream whose events go through the stream log, so that a lost connection can be resumed and does not
 * cancel the call.
 */
export function createPostExchange(parts: PostExchangeParts): Outlet {
  const { res, sessionId, streams } = parts;
  const streamId = createId();
  const answers: JSONRPCMessage[] = [];
  let writer: SseWriter | undefined;
  let release: (() => void) | undefined;
  let claim: StreamClaim | undefined;
  let left = parts.requests.length;
  let gone = false;
  let challenge: string | undefined;
  const steps = createInOrder((error) => {
    parts.logger.error({ err: error, sessionId, streamId }, "stream event lost");
    claim?.abandon();
    res.destroy();
  });
  let timer: NodeJS.Timeout | undefined = setTimeout(stream, PLAIN_ANSWER_MS);

  parts.unsaid.add(streamId);
  onClose(res, () => {
    gone = true;
    clearTimeout(timer);
    release?.();
    if (writer !== undefined) parts.keepAlive.delete(writer);
  });

  function append(data: string): void {
    steps.add(() => claim?.append(data));
  }

  function stream(): void {
    clearTimeout(timer);
    timer = undefined;
    if (writer !== undefined || gone) return;
    writer = createSseWriter(res, { headers: { "mcp-session-id": sessionId }, waitsForEvent: parts.canPrime });
    parts.keepAlive.add(writer);
    // First: who follows a stream of its own knows where it begins.
    claim = streams.claim(sessionId, streamId, { lastWords: lastWords(), work: parts.work() });
    const leave = parts.readers.take({ sessionId, streamId }, writer, { isNew: true });
    const follow = followStream(streams, { sessionId, streamId }, writer);
    release = () => {
      follow();
      leave();
    };
    if (parts.canPrime) append("");
    for (const answer of answers) append(JSON.stringify(answer));
  }

  /** What is said in this process's place should it die: an answer to each request that has none yet. */
  function lastWords(): string[] {
    const answered = new Set(answers.map((answer) => ("id" in answer ? answer.id : undefined)));
    return parts.requests
      .filter((id) => !answered.has(id))
      .map((id) => JSON.stringify({ jsonrpc: "2.0", id, error: { code: Codes.internal, message: LOST } }));
  }

  function finish(message: JSONRPCMessage): void {
    const data = JSON.stringify(message);
    if (writer === undefined) answers.push(message);
    else if (left > 1) append(data);
    else steps.add(() => claim?.finish(data));
    settle(writer !== undefined);
  }

  function said(): void {
    onClose(res, () => parts.unsaid.delete(streamId));
  }

  /** One request less to wait for. */
  function settle(isFinished = false): void {
    left -= 1;
    if (left > 0) return;
    clearTimeout(timer);
    if (writer !== undefined) {
      if (!isFinished) steps.add(() => claim?.end());
      steps.whenDone(said);
      return;
    }
    said();
    if (challenge !== undefined)
      answerJson(res, 403, JSON.stringify(answers[0]), {
        "mcp-session-id": sessionId,
        "www-authenticate": challenge,
      });
    else if (answers.length > 0)
      answerJson(res, 200, JSON.stringify(parts.isBatch ? answers : answers[0]), { "mcp-session-id": sessionId });
    // All of them cancelled: without a priming event, clients of every revision take the end for the end.
    else if (!gone) createSseWriter(res, { headers: { "mcp-session-id": sessionId } }).end();
  }

  return {
    requestId: parts.requestId,
    principal: parts.principal,
    traceparent: parts.traceparent,
    address: parts.address,
    push(message) {
      stream();
      if (writer !== undefined) append(JSON.stringify(message));
    },
    finish,
    drop: () => settle(),
    challenge(scopes) {
      // The status can be chosen only for a single answer, before anything is sent.
      if (writer !== undefined || parts.isBatch || gone) return false;
      challenge = toScopeChallenge(scopes, parts.resourceMetadataUrl());
      return true;
    },
    releaseStream() {
      if (!parts.canPrime) return;
      stream();
      // After the priming event: without its id the client could not come back.
      steps.add(() => {
        release?.();
        writer?.end();
      });
    },
  };
}
