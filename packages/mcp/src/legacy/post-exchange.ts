import type { ServerResponse } from "node:http";
import { createId, type Logger, type StreamLog } from "@mcp-tools/core";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { answerJson } from "../http/answer.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";
import type { Outlet } from "./legacy-session.ts";
import { followStream } from "./stream-reader.ts";
import type { StreamReaders } from "./stream-readers.ts";

/** An answer that comes within this is plain JSON; a slower one gets a stream that can be kept alive and resumed. */
const PLAIN_ANSWER_MS = 50;

export interface PostExchangeParts {
  readonly res: ServerResponse;
  readonly sessionId: string;
  /** Priming and polling exist from 2025-11-25 on; older clients crash on an event without data. */
  readonly canPrime: boolean;
  /** How many answers the body asked for, and whether they go into one array. */
  readonly requests: number;
  readonly isBatch: boolean;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  readonly streams: StreamLog;
  readonly readers: StreamReaders;
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
  let gone = false;
  let appending = Promise.resolve();
  let timer: NodeJS.Timeout | undefined = setTimeout(stream, PLAIN_ANSWER_MS);

  res.on("close", () => {
    gone = true;
    clearTimeout(timer);
    release?.();
    if (writer !== undefined) parts.keepAlive.delete(writer);
  });

  function append(data: string): void {
    appending = appending.then(async () => void (await streams.append(sessionId, streamId, data))).catch((error: unknown) => {
      parts.logger.error({ err: error, sessionId, streamId }, "stream event lost");
      res.destroy();
    });
  }

  function stream(): void {
    clearTimeout(timer);
    timer = undefined;
    if (writer !== undefined || gone) return;
    writer = createSseWriter(res, { "mcp-session-id": sessionId });
    parts.keepAlive.add(writer);
    const leave = parts.readers.take({ sessionId, streamId }, writer);
    const follow = followStream(streams, { sessionId, streamId }, writer);
    release = () => {
      follow();
      leave();
    };
    if (parts.canPrime) append("");
    for (const answer of answers) append(JSON.stringify(answer));
  }

  function finish(message: JSONRPCMessage): void {
    answers.push(message);
    const isLast = answers.length === parts.requests;
    if (writer !== undefined) {
      append(JSON.stringify(message));
      if (isLast) appending = appending.then(() => streams.end(sessionId, streamId));
    } else if (isLast) {
      clearTimeout(timer);
      answerJson(res, 200, JSON.stringify(parts.isBatch ? answers : message), { "mcp-session-id": sessionId });
    }
  }

  return {
    requestId: parts.requestId,
    traceparent: parts.traceparent,
    push(message) {
      stream();
      if (writer !== undefined) append(JSON.stringify(message));
    },
    finish,
    releaseStream() {
      if (!parts.canPrime) return;
      stream();
      // After the priming event: without its id the client could not come back.
      appending = appending.then(() => {
        release?.();
        writer?.end();
      });
    },
  };
}
