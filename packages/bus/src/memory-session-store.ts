import { AppError, type SessionRecord, type SessionStore } from "@mcp-tools/core";

export interface MemorySessionStoreOptions {
  /** A session unused for this long is gone. */
  readonly idleMs: number;
  /** Open sessions; further ones are refused. */
  readonly sessionsMax: number;
  readonly now?: () => number;
}

interface Session {
  record: SessionRecord;
  lastUsedAt: number;
}

const SWEEP_MS_MAX = 30_000;
/** A full store looks for expired sessions at most this often, so that refusing stays cheap. */
const FULL_SWEEP_MS = 1_000;

/** Sessions of one process. Expired ones are invisible at once and freed by a sweep. */
export function createMemorySessionStore({
  idleMs,
  sessionsMax,
  now = Date.now,
}: MemorySessionStoreOptions): SessionStore {
  const sessions = new Map<string, Session>();
  let sweptAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const isExpired = (session: Session) => now() - session.lastUsedAt > idleMs;

  function sweep(): void {
    sweptAt = now();
    for (const [id, session] of sessions) if (isExpired(session)) sessions.delete(id);
  }

  /** The live session, its idle time started anew. */
  function use(id: string): Session | undefined {
    const session = sessions.get(id);
    if (session === undefined) return undefined;
    if (isExpired(session)) {
      sessions.delete(id);
      return undefined;
    }
    session.lastUsedAt = now();
    return session;
  }

  return {
    // oxlint-disable-next-line typescript/require-await -- a refusal must be a rejection, as it is from a remote store
    async create(record) {
      if (sessions.size >= sessionsMax && now() - sweptAt >= FULL_SWEEP_MS) sweep();
      if (sessions.size >= sessionsMax) {
        throw new AppError(
          "unavailable",
          `All ${sessionsMax} sessions of this server are in use; end one or try again later.`,
        );
      }
      if (use(record.id) !== undefined) throw new AppError("conflict", "A session of this id exists already.");
      sessions.set(record.id, { record, lastUsedAt: now() });
      timer ??= setInterval(sweep, Math.min(idleMs, SWEEP_MS_MAX)).unref();
    },
    get: (id) => Promise.resolve(use(id)?.record),
    update(id, patch) {
      const session = use(id);
      if (session !== undefined) session.record = { ...session.record, ...patch };
      return Promise.resolve();
    },
    delete: (id) => Promise.resolve(use(id) !== undefined && sessions.delete(id)),
    count() {
      sweep();
      return Promise.resolve(sessions.size);
    },
    close() {
      clearInterval(timer);
      timer = undefined;
      sessions.clear();
      return Promise.resolve();
    },
  };
}
