import { randomBytes } from "node:crypto";
import type {
  Bus,
  ChangeEvent,
  Logger,
  OpenSession,
  Principal,
  SessionRecord,
  SessionStore,
  StreamLog,
} from "@mcp-tools/core";
import { AppError } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import type { JSONRPCMessage, JSONRPCRequest, Server } from "@modelcontextprotocol/server";
import type { ServerUnit } from "../server/create-server.ts";
import type { StreamQuota } from "../http/stream-quota.ts";
import { STANDALONE_STREAM } from "./event-id.ts";
import { negotiate } from "./negotiate.ts";
import { openLegacySession, type LegacySession } from "./legacy-session.ts";
import { createRouteIds } from "./route-ids.ts";

const SWEEP_MS_MAX = 60_000;
const SESSION_ID_BYTES = 24;
const REPLICA_BYTES = 6;
/** What is no id of ours does not reach the store. */
const SESSION_ID = /^[\w-]{32}$/;

export interface LegacySessions {
  /** Makes a session from an `initialize` request; the answer is the server's. @throws AppError `unavailable` when full, `rate_limited` when the principal has as many as it may */
  initialize(
    request: JSONRPCRequest,
    caller: SessionCaller,
  ): Promise<{ answer: JSONRPCMessage; sessionId: string | undefined }>;
  /** The session, rebuilt from its record where this process does not hold it; undefined when it does not exist for this principal at this endpoint. */
  find(id: string, caller: SessionCaller): Promise<LegacySession | undefined>;
  /** True when there was one to end. */
  end(id: string, caller: SessionCaller): Promise<boolean>;
  /** Ends those of this principal that this process holds: its credential is worth nothing any more. */
  endPrincipal(principalId: string): Promise<void>;
  setLogLevel(id: string, level: string): Promise<void>;
  /**
   * The standalone stream has a reader: from now on its messages are kept for resumption. Returns the release;
   * until then the session is in use, however quiet it is.
   */
  attachReader(id: string): () => void;
  announce(event: ChangeEvent): void;
  /** Those that this process holds. */
  list(): OpenSession[];
  /** Ends one of them by what `list` calls it, whoever's it is. */
  endListed(handle: string): Promise<void>;
  readonly size: number;
  readonly inFlight: number;
  close(): Promise<void>;
}

/** Who asks, and at which endpoint. */
export interface SessionCaller {
  readonly principal: Principal;
  readonly toolset?: string | undefined;
  readonly address?: string | undefined;
}

export interface LegacySessionsDeps {
  readonly store: SessionStore;
  readonly streams: StreamLog;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly createServer: (unit: ServerUnit) => Server;
  readonly toolbox: Toolbox;
  readonly idleMs: number;
  readonly quota: StreamQuota;
  readonly onCount: (count: number) => void;
}

/** The sessions this process holds warm. The store knows all of them; nobody owns one. */
export function createLegacySessions(deps: LegacySessionsDeps): LegacySessions {
  const { store, streams, logger } = deps;
  const ids = createRouteIds(randomBytes(REPLICA_BYTES).toString("base64url"));
  const warm = new Map<string, LegacySession>();
  const releases = new Map<string, () => void>();
  const opening = new Map<string, Promise<LegacySession>>();
  /** Standalone streams that were read here at least once, and by how many connections now. */
  const readers = new Map<string, number>();
  let initializing = 0;
  const sweeper = setInterval(sweep, Math.min(SWEEP_MS_MAX, deps.idleMs / 2));
  sweeper.unref();
  const release = deps.bus.subscribe((event) => {
    if (event.kind === "session_ended") void drop(event.sessionId);
    else if (event.kind === "client_message") warm.get(event.sessionId)?.receive(event.message as JSONRPCMessage);
  });
  const countOpen = () => deps.onCount(warm.size + initializing);

  async function open(record: SessionRecord, { principal, address }: SessionCaller): Promise<LegacySession> {
    const session = await openLegacySession({
      record,
      principal,
      address,
      createServer: deps.createServer,
      toolbox: deps.toolbox,
      logger,
      onStandalone: (message) => {
        // Nobody has ever read it: there is nobody to keep it for.
        if (!readers.has(record.id)) return;
        void streams
          .append(record.id, STANDALONE_STREAM, JSON.stringify(message))
          .catch((error: unknown) => logger.error({ err: error, sessionId: record.id }, "stream event lost"));
      },
      ids,
      onElsewhere: (message) => deps.bus.publish({ kind: "client_message", sessionId: record.id, message }),
      onSubscriptions: (subscriptions) =>
        store
          .update(record.id, { subscriptions })
          .catch((error: unknown) => logger.error({ err: error, sessionId: record.id }, "subscriptions not stored")),
    });
    warm.set(record.id, session);
    releases.set(record.id, deps.quota.take(principal));
    countOpen();
    return session;
  }

  async function drop(id: string): Promise<void> {
    const session = forget(id);
    countOpen();
    try {
      await session?.close("The session has ended; begin again with initialize.");
      await streams.deleteSession(id);
    } catch (error) {
      logger.error({ err: error, sessionId: id }, "session not cleared");
    }
  }

  function forget(id: string): LegacySession | undefined {
    const session = warm.get(id);
    warm.delete(id);
    releases.get(id)?.();
    releases.delete(id);
    readers.delete(id);
    return session;
  }

  function sweep(): void {
    const before = Date.now() - deps.idleMs;
    for (const session of warm.values()) {
      if (session.inFlight() > 0 || (readers.get(session.id) ?? 0) > 0) void keep(session.id);
      else if (session.lastUsedAt < before) void forget(session.id)?.close("");
    }
    countOpen();
  }

  /** A call that runs and a stream that is read use the session too: the store has to hear of it. */
  async function keep(id: string): Promise<void> {
    try {
      if ((await store.get(id)) === undefined) await drop(id);
    } catch (error) {
      logger.error({ err: error, sessionId: id }, "session not kept");
    }
  }

  async function initialize(
    request: JSONRPCRequest,
    caller: SessionCaller,
  ): Promise<{ answer: JSONRPCMessage; sessionId: string | undefined }> {
    const { principal, toolset } = caller;
    const answer = await negotiate(deps.createServer, request, principal);
    if (!("result" in answer)) return { answer, sessionId: undefined };
    const record: SessionRecord = {
      id: randomBytes(SESSION_ID_BYTES).toString("base64url"),
      principalId: principal.id,
      toolset,
      initializeParams: request.params,
      protocolVersion: String((answer.result as { protocolVersion?: unknown }).protocolVersion),
      subscriptions: [],
      createdAt: Date.now(),
    };
    await store.create(record);
    await open(record, caller);
    return { answer, sessionId: record.id };
  }

  return {
    async initialize(request, caller) {
      refuseWhenFull(deps.quota, caller.principal);
      const release = deps.quota.take(caller.principal);
      initializing += 1;
      countOpen();
      try {
        return await initialize(request, caller);
      } finally {
        initializing -= 1;
        release();
        countOpen();
      }
    },
    async find(id, caller) {
      if (!SESSION_ID.test(id)) return undefined;
      const record = await store.get(id);
      if (record === undefined) {
        if (warm.has(id)) await drop(id);
        return undefined;
      }
      if (!isOf(record, caller)) return undefined;
      const held = warm.get(id);
      if (held !== undefined) {
        held.lastUsedAt = Date.now();
        await held.refresh(record);
        return held;
      }
      const session = opening.get(id) ?? open(record, caller).finally(() => opening.delete(id));
      opening.set(id, session);
      return session;
    },
    async end(id, caller) {
      if (!SESSION_ID.test(id)) return false;
      const record = await store.get(id);
      if (record === undefined || !isOf(record, caller)) return false;
      await store.delete(id);
      await drop(id);
      deps.bus.publish({ kind: "session_ended", sessionId: id });
      return true;
    },
    async endPrincipal(principalId) {
      const own = [...warm.values()].filter((session) => session.principalId === principalId);
      await Promise.all(
        own.map(async ({ id }) => {
          // First, and whatever the store says: its calls have to stop.
          await drop(id);
          await store.delete(id);
        }),
      );
    },
    list: () => [...warm.values()].map((session) => session.describe()),
    async endListed(handle) {
      const session = [...warm.values()].find((one) => one.describe().id === handle);
      if (session === undefined) return;
      await drop(session.id);
      await store.delete(session.id);
      deps.bus.publish({ kind: "session_ended", sessionId: session.id });
    },
    setLogLevel: (id, logLevel) => store.update(id, { logLevel }),
    attachReader(id) {
      readers.set(id, (readers.get(id) ?? 0) + 1);
      return () => void (readers.has(id) && readers.set(id, (readers.get(id) ?? 0) - 1));
    },
    announce(event) {
      for (const session of warm.values()) session.announce(event);
    },
    get size() {
      return warm.size;
    },
    get inFlight() {
      let count = 0;
      for (const session of warm.values()) count += session.inFlight();
      return count;
    },
    async close() {
      clearInterval(sweeper);
      release();
      await Promise.all([...warm.values()].map((session) => session.close("This server is shutting down.")));
      warm.clear();
    },
  };
}

/** To another principal, and at another endpoint, a session does not exist. */
function isOf(record: SessionRecord, { principal, toolset }: SessionCaller): boolean {
  return record.principalId === principal.id && record.toolset === toolset;
}

function refuseWhenFull(quota: StreamQuota, principal: Principal): void {
  const full = quota.isFull(principal);
  if (full === "process")
    throw new AppError("unavailable", "This server has as many sessions open as it can hold. Try again in a minute.");
  if (full === "principal")
    throw new AppError(
      "rate_limited",
      "You have as many sessions and streams open as one caller may. End some of them.",
    );
}
