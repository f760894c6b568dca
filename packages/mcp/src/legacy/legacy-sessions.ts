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
import type { LegacySession } from "./legacy-session.ts";
import { negotiate } from "./negotiate.ts";
import { createWarmSessions } from "./warm-sessions.ts";

const SESSION_ID_BYTES = 24;
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

/** The sessions of all processes: the store knows them, and nobody owns one. */
export function createLegacySessions(deps: LegacySessionsDeps): LegacySessions {
  const { store } = deps;
  let initializing = 0;
  const countOpen = () => deps.onCount(warm.size + initializing);
  const warm = createWarmSessions(deps, countOpen);

  /** Its calls stop first, whatever the store says; whoever built it anew meanwhile hears of its end. */
  async function endFor(id: string): Promise<void> {
    await warm.drop(id);
    await store.delete(id);
    deps.bus.publish({ kind: "session_ended", sessionId: id });
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
    await warm.open(record, caller);
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
        if (warm.get(id) !== undefined) await warm.drop(id);
        return undefined;
      }
      if (!isOf(record, caller)) return undefined;
      const held = warm.get(id);
      if (held !== undefined) {
        held.lastUsedAt = Date.now();
        await held.refresh(record);
        return held;
      }
      return warm.open(record, caller);
    },
    async end(id, caller) {
      if (!SESSION_ID.test(id)) return false;
      const record = await store.get(id);
      if (record === undefined || !isOf(record, caller)) return false;
      await endFor(id);
      return true;
    },
    async endPrincipal(principalId) {
      await Promise.all(
        warm
          .all()
          .filter((session) => session.principalId === principalId)
          .map(({ id }) => endFor(id)),
      );
    },
    list: () => warm.all().map((session) => session.describe()),
    async endListed(handle) {
      const session = warm.all().find((one) => one.describe().id === handle);
      if (session !== undefined) await endFor(session.id);
    },
    setLogLevel: (id, logLevel) => store.update(id, { logLevel }),
    attachReader: (id) => warm.attachReader(id),
    announce(event) {
      for (const session of warm.all()) session.announce(event);
    },
    get size() {
      return warm.size;
    },
    get inFlight() {
      return warm.all().reduce((count, session) => count + session.inFlight(), 0);
    },
    close: () => warm.close(),
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
