import type { BusEvent, Principal } from "@mcp-tools/core";
import type { JSONRPCMessage, Server, Transport } from "@modelcontextprotocol/server";
import type { SseWriter } from "../http/sse-writer.ts";
import { toNotification } from "../server/change-notification.ts";
import { cancelledId } from "../server/cancelled-id.ts";
import type { Exchange, ServerUnit } from "../server/create-server.ts";

/** A `GET /sse` stream and the session that lives as long as it does. */
export interface SseSession {
  readonly principalId: string;
  /** Hands the client's message to the server, which is made, or made again, for it where there is none. */
  deliver(message: JSONRPCMessage, exchange: Exchange): void;
  /** Tells the client of a change, where it subscribed to it. */
  announce(event: BusEvent): void;
  /** Requests not answered yet. */
  inFlight(): number;
  isInFlight(requestId: string | number): boolean;
  /** As `initialize` settled it. */
  protocolVersion(): string | undefined;
  /** Lets the server go when nothing has happened since `before`, epoch milliseconds; the stream stays. */
  rest(before: number): void;
  /** Ends the stream, at once or with the last answer. */
  drain(): void;
  /** The stream is gone: calls in flight are given up. */
  close(): void;
}

export interface SseSessionParts {
  readonly id: string;
  readonly principal: Principal;
  readonly writer: SseWriter;
  readonly createServer: (unit: ServerUnit) => Server;
}

interface Awake {
  readonly server: Server;
  readonly transport: Transport;
}


/**
 * Most streams are idle most of the time, and a server is half of what one costs. So the session keeps what the
 * client said in its handshake, lets the server go when it rests, and replays the handshake to a new one.
 */
export function createSseSession({ id, principal, writer, createServer }: SseSessionParts): SseSession {
  const handshake: JSONRPCMessage[] = [];
  const replayId = `replay:${id}`;
  let inFlight: Map<string | number, Exchange> | undefined;
  let subscriptions: Set<string> | undefined;
  let awake: Awake | undefined;
  let waking: Promise<Awake> | undefined;
  let initializeId: string | number | undefined;
  let protocolVersion: string | undefined;
  let usedAt = Date.now();
  let draining = false;

  async function wake(): Promise<Awake> {
    subscriptions ??= new Set();
    const transport: Transport = { sessionId: id, start: async () => {}, close: async () => transport.onclose?.(), send: async (message) => send(message) };
    const server = createServer({ principal, transport: "sse", sessionId: id, exchangeOf: (requestId) => inFlight?.get(requestId), subscriptions });
    // Not what is delivered next: it comes into the handshake while this connects.
    const known = [...handshake];
    await server.connect(transport);
    for (const message of known) transport.onmessage?.("id" in message ? { ...message, id: replayId } : message);
    awake = { server, transport };
    waking = undefined;
    return awake;
  }

  function send(message: JSONRPCMessage): void {
    if ("method" in message) return writer.event(JSON.stringify(message));
    if (message.id === replayId) return;
    if (message.id === initializeId && "result" in message) protocolVersion = String(message.result["protocolVersion"]);
    writer.event(JSON.stringify(message));
    settle(message.id ?? "");
  }

  function settle(requestId: string | number): void {
    inFlight?.delete(requestId);
    if (draining && (inFlight?.size ?? 0) === 0) writer.end();
  }

  /** The server answers nothing to a cancelled request: nobody is to wait for it. */
  function settleCancelled(message: JSONRPCMessage): void {
    const requestId = cancelledId(message);
    const exchange = requestId === undefined ? undefined : inFlight?.get(requestId);
    if (requestId === undefined || exchange === undefined) return;
    setImmediate(() => {
      if (inFlight?.get(requestId) === exchange) settle(requestId);
    });
  }

  /** What a new server has to be told before it can go on where this one is. */
  function remember(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if (message.method === "initialize" && "id" in message) {
      initializeId = message.id;
      handshake.splice(0, handshake.length, message);
    } else if (message.method === "notifications/initialized") handshake.push(message);
    else if (message.method === "logging/setLevel") {
      const earlier = handshake.findIndex((kept) => "method" in kept && kept.method === message.method);
      if (earlier !== -1) handshake.splice(earlier, 1);
      handshake.push(message);
    }
  }

  return {
    principalId: principal.id,
    deliver(message, exchange) {
      usedAt = Date.now();
      if ("method" in message && "id" in message) (inFlight ??= new Map()).set(message.id, exchange);
      const hand = ({ transport }: Awake) => transport.onmessage?.(message, { authInfo: { token: "", clientId: principal.id, scopes: [] } });
      if (awake !== undefined) hand(awake);
      else void (waking ??= wake()).then(hand);
      remember(message);
      settleCancelled(message);
    },
    announce(event) {
      if (event.kind === "session_ended" || (event.kind === "resource_updated" && subscriptions?.has(event.uri) !== true)) return;
      writer.event(JSON.stringify({ jsonrpc: "2.0", ...toNotification(event) }));
    },
    inFlight: () => inFlight?.size ?? 0,
    isInFlight: (requestId) => inFlight?.has(requestId) === true,
    protocolVersion: () => protocolVersion,
    rest(before) {
      if (awake === undefined || usedAt >= before || (inFlight?.size ?? 0) > 0) return;
      const { server } = awake;
      awake = undefined;
      inFlight = undefined;
      if (subscriptions?.size === 0) subscriptions = undefined;
      void server.close();
    },
    drain() {
      draining = true;
      if ((inFlight?.size ?? 0) === 0) writer.end();
    },
    close() {
      awake?.transport.onclose?.();
      awake = undefined;
    },
  };
}
