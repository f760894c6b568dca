import type { ChangeEvent, Logger, OpenSession, Principal } from "@mcp-tools/core";
import type { LogLevel, Toolbox } from "@mcp-tools/tools";
import type { JSONRPCMessage, JSONRPCRequest, Server, Transport } from "@modelcontextprotocol/server";
import { Codes } from "../http/answer.ts";
import type { SseWriter } from "../http/sse-writer.ts";
import { toNotification } from "../server/change-notification.ts";
import { cancelledId } from "../server/cancelled-id.ts";
import type { Exchange, ServerUnit } from "../server/create-server.ts";
import { sessionHandle } from "../http/session-handle.ts";
import { clientInfoOf } from "../server/client-info-of.ts";
import { isHidden } from "../server/is-hidden.ts";
import { createInFlight, type InFlight } from "../server/in-flight.ts";
import { createLegacyCalls, type LegacyCalls } from "../server/legacy-calls.ts";
import { logLevelIn } from "../server/log-levels.ts";
import { Handshake } from "./handshake.ts";

/** A `GET /sse` stream and the session that lives as long as it does. */
export interface SseSession {
  readonly principalId: string;
  /** Hands the client's message to the server, which is made, or made again, for it where there is none. */
  deliver(message: JSONRPCMessage, exchange: Exchange): void;
  /** Tells the client of a change, where it subscribed to it. */
  announce(event: ChangeEvent): void;
  /** As people see it. */
  describe(): OpenSession;
  /** Ends the stream now: calls in flight are given up with it. */
  end(): void;
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
  /** Of `/sse/<toolset>`. */
  readonly toolset: string | undefined;
  /** Network address that it was opened from. */
  readonly address: string | undefined;
  readonly writer: SseWriter;
  readonly createServer: (unit: ServerUnit) => Server;
  readonly toolbox: Toolbox;
  readonly logger: Logger;
}

interface Awake {
  readonly server: Server;
  readonly transport: Transport;
  readonly calls: LegacyCalls;
}

interface Delivery {
  readonly message: JSONRPCMessage;
  /** The message where it wants an answer. */
  readonly request: JSONRPCRequest | undefined;
  readonly exchange: Exchange;
}

/**
 * Most streams are idle most of the time, and a server is half of what one costs. So the session keeps what the
 * client said in its handshake, lets the server go when it rests, and replays the handshake to a new one.
 */
export function createSseSession({
  id,
  principal,
  toolset,
  address,
  writer,
  createServer,
  toolbox,
  logger,
}: SseSessionParts): SseSession {
  const handshake = new Handshake(id);
  let inFlight: InFlight<Exchange> | undefined;
  let subscriptions: Set<string> | undefined;
  let awake: Awake | undefined;
  /** What came since the server began to be made. */
  let waiting: Delivery[] | undefined;
  let protocolVersion: string | undefined;
  let logLevel: LogLevel | undefined;
  const startedAt = Date.now();
  let usedAt = startedAt;
  /** Made when somebody looks. */
  let handle: string | undefined;
  let draining = false;
  /** What a credential reaches can change while the session lives. */
  let lastCaller = principal;

  const openCount = () => inFlight?.size() ?? 0;

  /** Makes the server and hands it what came in the meantime, in its order. */
  async function wake(deliveries: Delivery[]): Promise<void> {
    waiting = deliveries;
    try {
      awake = await openServer();
      for (const delivery of deliveries) hand(awake, delivery);
    } catch (error) {
      logger.error({ err: error, sessionId: id }, "session not woken");
      for (const delivery of deliveries) fail(delivery);
    } finally {
      waiting = undefined;
    }
  }

  async function openServer(): Promise<Awake> {
    subscriptions ??= new Set();
    const transport: Transport = {
      sessionId: id,
      start: async () => {},
      close: async () => transport.onclose?.(),
      send: async (message) => send(message),
    };
    const server = createServer({
      principal,
      toolset,
      transport: "sse",
      sessionId: id,
      exchangeOf: (requestId) => inFlight?.get(requestId),
      subscriptions,
    });
    const known = handshake.known();
    await server.connect(transport);
    await handshake.replay(known, transport);
    const calls = createLegacyCalls({
      toolbox,
      logger,
      server,
      principal,
      transport: "sse",
      sessionId: id,
      toolset,
      logLevel: () => logLevel,
      send,
    });
    return { server, transport, calls };
  }

  function hand({ transport, calls }: Awake, { message, request, exchange }: Delivery): void {
    if (request?.method === "tools/call") calls.start(request, exchange);
    else transport.onmessage?.(message, { authInfo: { token: "", clientId: principal.id, scopes: [] } });
    settleCancelled(message, calls);
  }

  /** Of a request that no server could be made for. */
  function fail({ request, exchange }: Delivery): void {
    if (request === undefined || inFlight?.get(request.id) !== exchange) return;
    send({ jsonrpc: "2.0", id: request.id, error: { code: Codes.internal, message: "Internal error" } });
  }

  function send(message: JSONRPCMessage): void {
    if ("method" in message) return writer.event(JSON.stringify(message));
    if (handshake.takes(message)) return;
    if (message.id === handshake.initializeId() && "result" in message)
      protocolVersion = String(message.result["protocolVersion"]);
    writer.event(JSON.stringify(message));
    settle(message.id ?? "");
  }

  function settle(requestId: string | number): void {
    inFlight?.delete(requestId);
    if (draining && openCount() === 0) writer.end();
  }

  /** A cancelled request gets no answer: nobody is to wait for it. */
  function settleCancelled(message: JSONRPCMessage, calls: LegacyCalls): void {
    const requestId = cancelledId(message);
    if (requestId === undefined) return;
    calls.cancel(requestId);
    const exchange = inFlight?.get(requestId);
    if (exchange === undefined) return;
    setImmediate(() => {
      if (inFlight?.get(requestId) === exchange) settle(requestId);
    });
  }

  return {
    principalId: principal.id,
    deliver(message, exchange) {
      usedAt = Date.now();
      lastCaller = exchange.principal ?? principal;
      const request = "method" in message && "id" in message ? message : undefined;
      if (request !== undefined) {
        (inFlight ??= createInFlight()).set(request.id, exchange);
        logLevel = logLevelIn(request) ?? logLevel;
      }
      const delivery = { message, request, exchange };
      if (waiting !== undefined) waiting.push(delivery);
      else if (awake === undefined) void wake([delivery]);
      else hand(awake, delivery);
      handshake.remember(message);
    },
    announce(event) {
      if (
        (event.kind === "resource_updated" && subscriptions?.has(event.uri) !== true) ||
        isHidden(toolbox, event, { principal: lastCaller, toolset })
      )
        return;
      writer.event(JSON.stringify({ jsonrpc: "2.0", ...toNotification(event) }));
    },
    describe: () => ({
      id: (handle ??= sessionHandle(id)),
      transport: "sse",
      principalId: principal.id,
      principalName: lastCaller.name,
      toolset,
      client: clientInfoOf(handshake.initializeParams()),
      protocolVersion,
      address,
      startedAt,
      lastUsedAt: usedAt,
      inFlight: openCount(),
    }),
    end: () => writer.end(),
    inFlight: openCount,
    isInFlight: (requestId) => inFlight?.get(requestId) !== undefined,
    protocolVersion: () => protocolVersion,
    rest(before) {
      if (awake === undefined || usedAt >= before || openCount() > 0) return;
      const { server } = awake;
      awake = undefined;
      inFlight = undefined;
      if (subscriptions?.size === 0) subscriptions = undefined;
      void server.close();
    },
    drain() {
      draining = true;
      if (openCount() === 0) writer.end();
    },
    close() {
      awake?.calls.close();
      awake?.transport.onclose?.();
      awake = undefined;
    },
  };
}
