import type { ChangeEvent, Logger, OpenSession, Principal, SessionRecord } from "@mcp-tools/core";
import type { LogLevel, Toolbox } from "@mcp-tools/tools";
import type { JSONRPCMessage, MessageExtraInfo, Server, Transport } from "@modelcontextprotocol/server";
import { Codes } from "../http/answer.ts";
import { cancelledId } from "../server/cancelled-id.ts";
import type { Exchange, ServerUnit } from "../server/create-server.ts";
import { toNotification } from "../server/change-notification.ts";
import { sessionHandle } from "../http/session-handle.ts";
import { clientInfoOf } from "../server/client-info-of.ts";
import { isHidden } from "../server/is-hidden.ts";
import { createInFlight } from "../server/in-flight.ts";
import { createLegacyCalls } from "../server/legacy-calls.ts";
import { logLevelIn } from "../server/log-levels.ts";
import { ask, replayHandshake, setLevel } from "./replay-handshake.ts";
import type { RouteIds } from "./route-ids.ts";

/** Where the messages about one request of the client go. */
export interface Outlet extends Exchange {
  /** A notification or a request to the client, before the answer. */
  push(message: JSONRPCMessage): void;
  /** The answer to a request. */
  finish(message: JSONRPCMessage): void;
  /** There will be no answer: the client cancelled the request. */
  drop(): void;
}

/** A legacy session as this process holds it: a warm `Server` whose messages are routed to their streams. */
export interface LegacySession {
  readonly id: string;
  readonly principalId: string;
  readonly protocolVersion: string;
  lastUsedAt: number;
  /** As people see it. */
  describe(): OpenSession;
  /** Requests of the client that are not answered yet. */
  inFlight(): number;
  isInFlight(requestId: string | number): boolean;
  /** Hands the server a message; answers to it go to `outlet`. */
  deliver(message: JSONRPCMessage, outlet: Outlet | undefined, principal: Principal): void;
  /** A message of the client that reached another process first. What is not for this one is left. */
  receive(message: JSONRPCMessage): void;
  announce(event: ChangeEvent): void;
  /** Takes over what another process changed in the record. */
  refresh(record: SessionRecord): Promise<void>;
  /** Gives up the calls in flight; each is answered by this error. */
  close(reason: string): Promise<void>;
}

export interface SessionParts {
  readonly record: SessionRecord;
  readonly principal: Principal;
  /** Network address that it was opened from, where it was opened here. */
  readonly address?: string | undefined;
  readonly createServer: (unit: ServerUnit) => Server;
  readonly toolbox: Toolbox;
  readonly logger: Logger;
  /** For messages that belong to no request: the standalone stream. */
  readonly onStandalone: (message: JSONRPCMessage) => void;
  readonly ids: RouteIds;
  /** The client sent something about what another process does. */
  readonly onElsewhere: (message: JSONRPCMessage) => void;
  readonly onSubscriptions: (uris: readonly string[]) => Promise<void>;
}

const AUTH_TOKEN = "";

/** Builds the server and replays the stored handshake, so that any process can serve any session. */
export async function openLegacySession({
  record,
  principal,
  address,
  createServer,
  toolbox,
  logger,
  ids,
  onStandalone,
  onElsewhere,
  onSubscriptions,
}: SessionParts): Promise<LegacySession> {
  const outlets = createInFlight<Outlet>();
  const subscriptions = new Set(record.subscriptions);
  let seen = record;
  /** What a credential reaches can change while the session lives. */
  let lastCaller = principal;
  let logLevel: LogLevel | undefined;
  let storing = 0;
  let endedBy: string | undefined;
  /** Made when somebody looks. */
  let handle: string | undefined;
  const transport: Transport = {
    sessionId: record.id,
    start: () => Promise.resolve(),
    close: () => Promise.resolve(transport.onclose?.()),
    send: (message, options) => Promise.resolve(route(message, options?.relatedRequestId)),
  };

  function route(message: JSONRPCMessage, relatedRequestId: string | number | undefined): void {
    if (!("method" in message)) {
      const outlet = outlets.get(message.id ?? "");
      outlets.delete(message.id ?? "");
      outlet?.finish(message);
    } else if (relatedRequestId === undefined) onStandalone(ids.outward(message));
    else outlets.get(relatedRequestId)?.push(ids.outward(message));
  }

  /** A cancelled request gets no answer, so what waits for one has to be told. */
  function dropCancelled(message: JSONRPCMessage): void {
    const id = cancelledId(message);
    if (id !== undefined) calls.cancel(id);
    const outlet = id === undefined ? undefined : outlets.get(id);
    if (id === undefined || outlet === undefined) return;
    // After the abort has run through: it may have something left to say, such as the end of a question to the client.
    setImmediate(() => {
      if (outlets.get(id) !== outlet) return;
      outlets.delete(id);
      outlet.drop();
    });
  }

  async function storeSubscriptions(): Promise<void> {
    storing += 1;
    await onSubscriptions([...subscriptions]);
    storing -= 1;
  }

  const server = createServer({
    principal,
    toolset: record.toolset,
    transport: "http",
    sessionId: record.id,
    exchangeOf: (id) => outlets.get(id),
    subscriptions,
    onSubscriptionsChanged: () => void storeSubscriptions(),
  });
  await server.connect(transport);
  const calls = createLegacyCalls({
    toolbox,
    logger,
    server,
    principal,
    transport: "http",
    sessionId: record.id,
    toolset: record.toolset,
    logLevel: () => logLevel,
    send: route,
  });

  const session: LegacySession = {
    id: record.id,
    describe: () => ({
      id: (handle ??= sessionHandle(record.id)),
      transport: "http",
      principalId: record.principalId,
      principalName: lastCaller.name,
      toolset: record.toolset,
      client: clientInfoOf(record.initializeParams),
      protocolVersion: record.protocolVersion,
      address,
      startedAt: record.createdAt,
      lastUsedAt: session.lastUsedAt,
      inFlight: outlets.size(),
    }),
    principalId: record.principalId,
    protocolVersion: record.protocolVersion,
    lastUsedAt: Date.now(),
    inFlight: () => outlets.size(),
    isInFlight: (requestId) => outlets.get(requestId) !== undefined,
    deliver(message, outlet, caller) {
      if (endedBy !== undefined) {
        if (outlet !== undefined && "method" in message && "id" in message) outlet.finish(toError(message.id, endedBy));
        return;
      }
      session.lastUsedAt = Date.now();
      lastCaller = caller;
      if (outlet !== undefined && "method" in message && "id" in message) {
        outlets.set(message.id, outlet);
        if (message.method === "tools/call") return calls.start(message, outlet);
        logLevel = logLevelIn(message) ?? logLevel;
      }
      const own = ids.inward(message);
      const cancelled = cancelledId(message);
      if (own === "elsewhere" || (cancelled !== undefined && outlets.get(cancelled) === undefined))
        return onElsewhere(message);
      transport.onmessage?.(own, extraFor(caller));
      dropCancelled(message);
    },
    receive(message) {
      if (endedBy !== undefined || ids.inward(message) === "elsewhere") return;
      const cancelled = cancelledId(message);
      if (cancelled === undefined || outlets.get(cancelled) !== undefined)
        session.deliver(message, undefined, lastCaller);
    },
    announce(event) {
      if (event.kind === "resource_updated" && !subscriptions.has(event.uri)) return;
      if (isHidden(toolbox, event, { principal: lastCaller, toolset: record.toolset })) return;
      onStandalone({ jsonrpc: "2.0", ...toNotification(event) });
    },
    async refresh(next) {
      // Our own change may still be on its way to the store: then the record is the older of the two.
      if (next === seen || storing > 0) return;
      const { logLevel: before } = seen;
      seen = next;
      subscriptions.clear();
      for (const uri of next.subscriptions) subscriptions.add(uri);
      if (next.logLevel !== undefined && next.logLevel !== before)
        await ask(session, setLevel(next.logLevel), principal);
    },
    async close(reason) {
      endedBy = reason;
      for (const [id, outlet] of outlets.entries()) {
        outlets.delete(id);
        outlet.finish(toError(id, reason));
      }
      calls.close();
      await server.close();
    },
  };
  await replayHandshake(session, record, principal);
  return session;
}

function toError(id: string | number, message: string): JSONRPCMessage {
  return { jsonrpc: "2.0", id, error: { code: Codes.server, message } };
}

function extraFor(principal: Principal): MessageExtraInfo {
  return { authInfo: { token: AUTH_TOKEN, clientId: principal.id, scopes: [] } };
}
