import { withDeadline } from "@mcp-tools/core";
import type { Change, ChangeFeed, Logger } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { Listening } from "../connection/connect.ts";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import type { Database } from "../connection/open-database.ts";

const channel = "mcp_tools_changes";
const lookMs = 1000;
const listenTimeoutMs = 5000;
const answerTimeoutMs = 2000;

/** Tells all processes once the transaction has committed; at once outside of one. */
export async function announce(sql: Sql | TransactionSql, change: Change): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(change)})`;
}

/** The same for a change of each. */
export async function announceAll(
  sql: Sql | TransactionSql,
  kind: Extract<Change, { id: string }>["kind"],
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const changes = JSON.stringify(ids.map((id) => ({ kind, id })));
  await sql`select pg_notify(${channel}, change::text) from json_array_elements(${changes}::text::json) as change`;
}

/** A column of a statement that changes rows and selects from them: announces a change of each `id`, with that statement's commit. */
export const announcing = (sql: Sql | TransactionSql, kind: Extract<Change, { id: string }>["kind"]) =>
  sql`pg_notify(${channel}, json_build_object('kind', ${kind}::text, 'id', id)::text) as announced`;

export interface ChangeFeedOptions {
  readonly database: LazyDatabase;
  readonly logger: Logger;
  /** A connection that looks alive is asked this often whether it is, default 10 s. */
  readonly checkMs?: number | undefined;
}

interface Heard {
  /** Tells one connection from the next on the same database. */
  readonly mark: symbol;
  readonly database: Database;
  readonly listening: Listening;
  checkedAt: number;
}

/**
 * Hears what `announce` says, over a connection of its own, which is made again when it is lost, when it no longer
 * answers, and when the database was replaced as a whole: each within a second of the database being there. Having
 * made it is a gap, the first time too: who subscribes may have read before it was there.
 */
export function createChangeFeed({ database, logger, checkMs = 10_000 }: ChangeFeedOptions): ChangeFeed {
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  let heard: Heard | undefined;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const isWanted = () => !isClosed && listeners.size > 0;

  /** One listener's fault is no other's, nor the connection's. */
  function tell(say: (listener: Parameters<ChangeFeed["subscribe"]>[0]) => void): void {
    for (const listener of listeners) {
      try {
        say(listener);
      } catch (error) {
        logger.error({ err: error }, "change not taken in");
      }
    }
  }

  function onNotify(payload: string): void {
    try {
      const change = JSON.parse(payload) as Change;
      tell(({ onChange }) => onChange(change));
    } catch (error) {
      logger.warn({ err: error }, "change not understood");
    }
  }

  function forget(): void {
    heard?.listening.end();
    heard = undefined;
  }

  async function look(): Promise<void> {
    const current = await database.get();
    if (!isWanted()) return;
    if (heard?.database === current) return check(heard);
    forget();
    const mark = Symbol("listening");
    const making = current.listen(channel, { onNotify, onLost: () => onLost(mark) });
    // One that comes too late would be heard beside the next.
    const listening = await withDeadline(making, listenTimeoutMs, "The database").catch((error: unknown) => {
      making.then((late) => late.end()).catch(() => {});
      throw error;
    });
    if (!isWanted()) return listening.end();
    heard = { mark, database: current, listening, checkedAt: Date.now() };
    tell(({ onGap }) => onGap());
  }

  async function check(one: Heard): Promise<void> {
    if (Date.now() - one.checkedAt < checkMs) return;
    one.checkedAt = Date.now();
    try {
      await withDeadline(one.listening.check(), answerTimeoutMs, "The database");
    } catch (error) {
      if (heard === one) forget();
      throw error;
    }
  }

  function onLost(mark: symbol): void {
    if (heard?.mark !== mark) return;
    heard = undefined;
    lookNow();
  }

  function lookNow(): void {
    if (!isWanted()) return;
    looking ??= look()
      .catch((error: unknown) => logger.debug({ err: error }, "changes are not heard"))
      .finally(() => (looking = undefined));
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    forget();
  }

  return {
    subscribe(listener) {
      if (isClosed) return () => {};
      listeners.add(listener);
      timer ??= setInterval(lookNow, lookMs).unref();
      lookNow();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    async close() {
      isClosed = true;
      listeners.clear();
      stop();
      await looking;
    },
  };
}
