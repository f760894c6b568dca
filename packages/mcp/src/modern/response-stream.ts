import { rememberLast, type HttpRequest, type HttpResponse } from "@mcp-tools/core";
import { accepts } from "../http/accepts.ts";
import { answerJson } from "../http/answer.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { onClose } from "../http/on-close.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";

/** The answer to one request: plain JSON, unless something has to be said before the result; then SSE. */
export interface ResponseStream {
  /** Nothing where the client takes no event stream: it asked for the answer alone. */
  notify(message: object): void;
  /** The last message. `status` and `headers` count only while nothing was said before. */
  finish(message: object, status?: number, headers?: Readonly<Record<string, string>>): void;
  /** A function, as everywhere in objects made per request: a getter in a literal costs V8 a hidden class each. */
  isDone(): boolean;
  /** Whether status and headers are out. */
  isOpen(): boolean;
}

export interface ResponseStreamParts {
  readonly req: HttpRequest;
  readonly res: HttpResponse;
  readonly keepAlive: KeepAlive;
  /** The client has gone before the last message: in this revision its cancellation. */
  readonly onGone: () => void;
}

export function createResponseStream({ req, res, keepAlive, onGone }: ResponseStreamParts): ResponseStream {
  let writer: SseWriter | undefined;
  let done = false;
  const canStream = acceptsEvents(req.headers.accept);
  const silence = canStream ? keepAlive.afterSilence(breakSilence) : undefined;
  onClose(res, () => {
    silence?.();
    if (writer !== undefined) keepAlive.delete(writer);
    if (!done) onGone();
  });

  function open(): SseWriter {
    silence?.();
    const opened = createSseWriter(res);
    keepAlive.add(opened);
    return opened;
  }

  function breakSilence(): void {
    if (done || res.headersSent || res.destroyed) return;
    writer ??= open();
    writer.raw(": keep-alive\n\n");
  }

  return {
    notify(message) {
      if (done || !canStream || (writer === undefined && res.headersSent)) return;
      writer ??= open();
      writer.event(JSON.stringify(message));
    },
    finish(message, status = 200, headers) {
      if (done) return;
      done = true;
      silence?.();
      const text = JSON.stringify(message);
      if (writer === undefined) return answerJson(res, status, text, headers);
      writer.event(text);
      writer.end();
    },
    isDone: () => done,
    isOpen: () => writer !== undefined,
  };
}

const acceptsEvents = rememberLast((accept: string | undefined) => accepts(accept, "text/event-stream"));
