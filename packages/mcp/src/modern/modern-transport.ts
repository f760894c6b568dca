import type { ServerResponse } from "node:http";
import { isJSONRPCErrorResponse, PerRequestHTTPServerTransport, type JSONRPCMessage, type JSONRPCRequest, type MessageClassification } from "@modelcontextprotocol/server";
import { answerJson } from "../http/answer.ts";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createSseWriter, type SseWriter } from "../http/sse-writer.ts";

/** Errors that are HTTP failures too when they come from before the handler (2026-07-28 §status codes). */
const STATUS_OF: Readonly<Record<number, number>> = { [-32_700]: 400, [-32_600]: 400, [-32_601]: 404, [-32_602]: 400, [-32_020]: 400, [-32_021]: 400, [-32_022]: 400 };
const MISSING_CLIENT_CAPABILITY = -32_021;

export interface ModernExchange {
  readonly transport: PerRequestHTTPServerTransport;
  /** Delivers the request to the connected server. */
  dispatch(extra: Parameters<NonNullable<PerRequestHTTPServerTransport["onmessage"]>>[1]): void;
}

/**
 * One 2026-07-28 request and its answer: JSON, unless something has to be said before the result, then SSE.
 * The SDK's per-request transport is the key by which its server binds to the modern era; its bytes are ours,
 * because its web streams are what makes its own HTTP entry slow.
 */
export function createModernExchange(message: JSONRPCRequest, res: ServerResponse, { classification, keepAlive }: { classification: MessageClassification; keepAlive: KeepAlive }): ModernExchange {
  const transport = new PerRequestHTTPServerTransport({ classification });
  let writer: SseWriter | undefined;
  let done = false;
  let dispatching = false;

  function finish(response: JSONRPCMessage): void {
    if (done) return;
    done = true;
    const text = JSON.stringify(response);
    if (writer !== undefined) {
      writer.event(text);
      writer.end();
      return;
    }
    const code = isError(response) ? response.error.code : 0;
    answerJson(res, dispatching || code === MISSING_CLIENT_CAPABILITY ? (STATUS_OF[code] ?? 200) : 200, text);
  }

  transport.send = async (outgoing, options) => {
    if ("method" in outgoing) {
      if (done || options?.relatedRequestId !== message.id) return;
      writer ??= openWriter(res, keepAlive);
      writer.event(JSON.stringify(outgoing));
    } else finish(outgoing);
  };
  transport.close = async () => {
    done = true;
    transport.onclose?.();
  };
  // A closed connection is the client's cancellation in this revision.
  res.on("close", () => {
    if (!done) void transport.close();
  });

  return {
    transport,
    dispatch(extra) {
      dispatching = true;
      try {
        transport.onmessage?.(message, extra);
      } finally {
        dispatching = false;
      }
    },
  };
}

function isError(message: JSONRPCMessage): message is JSONRPCMessage & { error: { code: number } } {
  return "error" in message && isJSONRPCErrorResponse(message);
}

function openWriter(res: ServerResponse, keepAlive: KeepAlive): SseWriter {
  const writer = createSseWriter(res);
  keepAlive.add(writer);
  res.on("close", () => keepAlive.delete(writer));
  return writer;
}
