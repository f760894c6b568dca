import type { CallTransport, Logger, Principal } from "@mcp-tools/core";
import type { ClientPort, ClientRequest, LogLevel, Toolbox, ToolCall } from "@mcp-tools/tools";
import type { CallToolResult, JSONRPCMessage, JSONRPCRequest, Server } from "@modelcontextprotocol/server";
import { Codes } from "../http/answer.ts";
import { parseCallParams, type CallParams } from "./call-params.ts";
import { createLegacyClientPort } from "./client-port.ts";
import type { Exchange } from "./create-server.ts";
import { clientNameOf } from "./envelope.ts";
import { severityOf } from "./log-levels.ts";
import { traceIdOf } from "./tools.ts";

/** The tool calls that run on one connection. */
export interface LegacyCalls {
  /** Its answer is sent once, or never when it is cancelled. */
  start(request: JSONRPCRequest, exchange: Exchange): void;
  cancel(requestId: string | number): void;
  /** Gives all of them up. */
  close(): void;
}

export interface LegacyConnection {
  readonly toolbox: Toolbox;
  readonly logger: Logger;
  /** Knows the client, and asks it. */
  readonly server: Server;
  readonly principal: Principal;
  readonly transport: CallTransport;
  readonly sessionId: string;
  /** The least grave level that the client wants to hear of; undefined: all. */
  readonly logLevel: () => LogLevel | undefined;
  /** Sends a message about the request with this id: its answer, or what comes before. */
  readonly send: (message: JSONRPCMessage, requestId: string | number) => void;
}

/**
 * `tools/call` of the revisions with a handshake, without the SDK's dispatch: that parses each message until a schema
 * fits, and zod makes a hidden class for each one that does not, which keeps the message in memory until the next
 * full collection. All other methods, and the questions to the client, are still the SDK's.
 */
export function createLegacyCalls(connection: LegacyConnection): LegacyCalls {
  const running = new Map<string | number, AbortController>();

  async function run(request: JSONRPCRequest, exchange: Exchange, abort: AbortController): Promise<void> {
    const { id } = request;
    const isOpen = () => running.get(id) === abort && !abort.signal.aborted;
    const notify = (method: string, params: object) => {
      if (isOpen()) connection.send({ jsonrpc: "2.0", method, params } as JSONRPCMessage, id);
    };
    const params = parseCallParams(request.params);
    const answer = await (typeof params === "string" ? toError(id, Codes.invalidParams, params) : callTool(connection, params, { id, exchange, signal: abort.signal, notify })).catch(
      (error: unknown) => {
        connection.logger.error({ err: error, requestId: exchange.requestId }, "request failed");
        return toError(id, Codes.internal, "Internal error");
      },
    );
    const isWanted = isOpen();
    if (running.get(id) === abort) running.delete(id);
    if (isWanted) connection.send(answer, id);
  }

  return {
    start(request, exchange) {
      const abort = new AbortController();
      running.set(request.id, abort);
      void run(request, exchange, abort);
    },
    cancel: (requestId) => running.get(requestId)?.abort(),
    close() {
      for (const abort of running.values()) abort.abort();
      running.clear();
    },
  };
}
