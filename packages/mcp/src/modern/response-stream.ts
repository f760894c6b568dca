import type { ServerResponse } from "node:http";
import { answerJson } from "../http/answer.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";

/** The answer to one request: plain JSON, unless something has to be said before the result; then SSE. */
export interface ResponseStream {
  notify(message: object): void;
  /** The last message. `status` counts only while nothing was said before. */
  finish(message: object, status?: number): void;
  /** A function, as everywhere in objects made per request: a getter in a literal costs V8 a hidden class each. */
  isDone(): boolean;
}

export function createResponseStream(res: ServerResponse, keepAlive: KeepAlive): ResponseStream {
  let writer: SseWriter | undefined;
  let done = false;

  function open(): SseWriter {
    const opened = createSseWriter(res);
    keepAlive.add(opened);
    res.on("close", () => keepAlive.delete(opened));
    return opened;
  }

  return {
    notify(message) {
      if (done) return;
      writer ??= open();
      writer.event(JSON.stringify(message));
    },
    finish(message, status = 200) {
      if (done) return;
      done = true;
      const text = JSON.stringify(message);
      if (writer === undefined) return answerJson(res, status, text);
      writer.event(text);
      writer.end();
    },
    isDone: () => done,
  };
}
