import type { HttpRequest, HttpResponse } from "@mcp-tools/core";
import {
  PerRequestHTTPServerTransport,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type MessageClassification,
} from "@modelcontextprotocol/server";
import type { KeepAlive } from "../http/keep-alive.ts";
import { createResponseStream } from "./response-stream.ts";

/** Errors that are HTTP failures too when they come from before the handler (2026-07-28 §status codes). */
const STATUS_OF: Readonly<Record<number, number>> = {
  [-32_700]: 400,
  [-32_600]: 400,
  [-32_601]: 404,
  [-32_602]: 400,
  [-32_020]: 400,
  [-32_021]: 400,
  [-32_022]: 400,
};
const MISSING_CLIENT_CAPABILITY = -32_021;

interface ModernExchangeParts {
  readonly req: HttpRequest;
  readonly res: HttpResponse;
  readonly classification: MessageClassification;
  readonly keepAlive: KeepAlive;
}

export interface ModernExchange {
  readonly transport: PerRequestHTTPServerTransport;
  /** Delivers the request to the connected server. */
  dispatch(extra: Parameters<NonNullable<PerRequestHTTPServerTransport["onmessage"]>>[1]): void;
}

/**
 * One 2026-07-28 request to an SDK server and its answer. The SDK's per-request transport is the key by which
 * its server binds to the modern era; its bytes are ours, because its web streams are what makes its own HTTP
 * entry slow.
 */
export function createModernExchange(
  message: JSONRPCRequest,
  { req, res, classification, keepAlive }: ModernExchangeParts,
): ModernExchange {
  const transport = new PerRequestHTTPServerTransport({ classification });
  // A closed connection is the client's cancellation in this revision.
  const response = createResponseStream({ req, res, keepAlive, onGone: () => void transport.close() });
  let dispatching = false;

  function finish(outgoing: JSONRPCMessage): void {
    const code = "error" in outgoing ? outgoing.error.code : 0;
    response.finish(outgoing, dispatching || code === MISSING_CLIENT_CAPABILITY ? STATUS_OF[code] : 200);
  }

  transport.send = async (outgoing, options) => {
    if (!("method" in outgoing)) finish(outgoing);
    else if (options?.relatedRequestId === message.id) response.notify(outgoing);
  };
  transport.close = async () => transport.onclose?.();

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
