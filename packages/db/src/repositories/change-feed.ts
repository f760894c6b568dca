import type { Change, ChangeFeed, Logger } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import type { Database } from "../connection/open-database.ts";

const channel = "mcp_tools_changes";
const lookMs = 1000;

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

/**
 * Hears what `announce` says, over a connection of its own. The driver makes a lost connection again; a database that was
 * replaced as a whole is noticed within a second. Both count as a gap.
 */
export function createChangeFeed({ database, logger }: { database: LazyDatabase; logger: Logger }): ChangeFeed {
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  let heard: Database | undefined;
  let looking: Promise<void> | undefined;
  let isLooking = false;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function onNotify(payload: string): void {
    let change: Change;
    try {
      change = JSON.parse(payload) as Change;
    } catch (error) {
      return logger.warn({ err: error }, "change not understood");
    }
    for (const { onChange } of listeners) onChange(change);
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const current = await database.get();
      if (current === heard || isClosed) return;
      await current.sql.listen(channel, onNotify, () => {
        for (const { onGap } of listeners) onGap();
      });
      heard = current;
    } catch (error) {
      logger.debug({ err: error }, "changes are not heard");
    } finally {
      isLooking = false;
    }
  }

  function start(): void {
    if (timer !== undefined || isClosed) return;
    looking = look();
    timer = setInterval(() => {
      if (!isLooking) looking = look();
    }, lookMs);
    timer.unref();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      start();
      return () => void listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      listeners.clear();
      await looking;
    },
  };
}
