import { randomBytes } from "node:crypto";
import type { Principal, SessionRecord } from "@mcp-tools/core";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { STANDALONE_STREAM } from "./event-id.ts";
import { openLegacySession, type LegacySession } from "./legacy-session.ts";
import type { LegacySessionsDeps } from "./legacy-sessions.ts";
import { createRouteIds } from "./route-ids.ts";

const SWEEP_MS_MAX = 60_000;
const REPLICA_BYTES = 6;

/** Whose request brought the session here. */
export interface Opener {
  readonly principal: Principal;
  readonly address?: string | undefined;
}

/** The sessions that this process has built and holds, as long as they are used. */
export interface WarmSessions {
  get(id: string): LegacySession | undefined;
  /** Builds it; of several who ask at once all get the same. */
  open(record: SessionRecord, opener: Opener): Promise<LegacySession>;
  /** Gives up its calls, and deletes its streams: it has ended. */
  drop(id: string): Promise<void>;
  /** See `LegacySessions`. */
  attachReader(id: string): () => void;
  all(): readonly LegacySession[];
  readonly size: number;
  close(): Promise<void>;
}

/** `onChange`: there are more of them, or fewer. */
export function createWarmSessions(deps: LegacySessionsDeps, onChange: () => void): WarmSessions {
  const { store, streams, bus, logger } = deps;
  const ids = createRouteIds(randomBytes(REPLICA_BYTES).toString("base64url"));
  const warm = new Map<string, LegacySession>();
  const releases = new Map<string, () => void>();
  const opening = new Map<string, Promise<LegacySession>>();
  /** Standalone streams that were read here at least once, and by how many connections now. */
  const readers = new Map<string, number>();
  const sweeper = setInterval(sweep, Math.min(SWEEP_MS_MAX, deps.idleMs / 2));
  sweeper.unref();
  const release = bus.subscribe((event) => {
    if (event.kind === "session_ended") void drop(event.sessionId);
    else if (event.kind === "client_message") warm.get(event.sessionId)?.receive(event.message as JSONRPCMessage);
  });

  async function build(record: SessionRecord, { principal, address }: Opener): Promise<LegacySession> {
    const { id } = record;
    const session = await openLegacySession({
      record,
      principal,
      address,
      createServer: deps.createServer,
      toolbox: deps.toolbox,
      logger,
      ids,
      onStandalone: (message) => {
        // Nobody has ever read it: there is nobody to keep it for.
        if (!readers.has(id)) return;
        void streams
          .append(id, STANDALONE_STREAM, JSON.stringify(message))
          .catch((error: unknown) => logger.error({ err: error, sessionId: id }, "stream event lost"));
      },
      onElsewhere: (message) => bus.publish({ kind: "client_message", sessionId: id, message }),
      onSubscriptions: (subscriptions) =>
        store
          .update(id, { subscriptions })
          .catch((error: unknown) => logger.error({ err: error, sessionId: id }, "subscriptions not stored")),
    });
    warm.set(id, session);
    releases.set(id, deps.quota.take(principal));
    onChange();
    return session;
  }

  async function drop(id: string): Promise<void> {
    const session = forget(id);
    onChange();
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
    onChange();
  }

  /** A call that runs and a stream that is read use the session too: the store has to hear of it. */
  async function keep(id: string): Promise<void> {
    try {
      if ((await store.get(id)) === undefined) await drop(id);
    } catch (error) {
      logger.error({ err: error, sessionId: id }, "session not kept");
    }
  }

  return {
    get: (id) => warm.get(id),
    open(record, opener) {
      const { id } = record;
      const session = opening.get(id) ?? build(record, opener).finally(() => opening.delete(id));
      opening.set(id, session);
      return session;
    },
    drop,
    attachReader(id) {
      readers.set(id, (readers.get(id) ?? 0) + 1);
      return () => void (readers.has(id) && readers.set(id, (readers.get(id) ?? 0) - 1));
    },
    all: () => [...warm.values()],
    get size() {
      return warm.size;
    },
    async close() {
      clearInterval(sweeper);
      release();
      await Promise.all([...warm.values()].map((session) => session.close("This server is shutting down.")));
      warm.clear();
    },
  };
}
