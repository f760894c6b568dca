import type { OpenSession, ProcessReport, ProcessStore } from "@mcp-tools/core";
import { desc, eq, getTableColumns, gt, lt, sql as raw } from "drizzle-orm";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { processes } from "../schema/processes.ts";
import { announce } from "./change-feed.ts";
import { storableText } from "./storable-text.ts";

const forgottenAfter = raw`now() - interval '1 day'`;

/** When a process was last seen is said by the database's clock, whatever the report says: hosts disagree about the time. */
export function createProcessStore({ database }: { database: LazyDatabase }): ProcessStore {
  return {
    async report({ id, lastSeenAt: _, startedAt, ...rest }, openSessions = []) {
      const row = {
        ...rest,
        startedAt: new Date(startedAt),
        lastSeenAt: raw`now()`,
        openSessions: storable(openSessions),
      };
      await database.use(
        async ({ db }) => {
          await db
            .insert(processes)
            .values({ id, ...row })
            .onConflictDoUpdate({ target: processes.id, set: row });
          await db.delete(processes).where(lt(processes.lastSeenAt, forgottenAfter));
        },
        { idempotent: true },
      );
    },
    list: (withinMs) =>
      database.use(
        async ({ db }): Promise<ProcessReport[]> => {
          const since = raw`now() - ${withinMs}::float8 * interval '1 millisecond'`;
          const { openSessions: _, ...columns } = getTableColumns(processes);
          const rows = await db
            .select(columns)
            .from(processes)
            .where(gt(processes.lastSeenAt, since))
            .orderBy(desc(processes.startedAt));
          return rows.map((row) => ({
            ...row,
            startedAt: row.startedAt.getTime(),
            lastSeenAt: row.lastSeenAt.getTime(),
          }));
        },
        { idempotent: true },
      ),
    async remove(id) {
      await database.use(({ db }) => db.delete(processes).where(eq(processes.id, id)), { idempotent: true });
    },
    openSessions: (withinMs) =>
      database.use(
        async ({ db }) => {
          const { id: processId, host, pid, lastSeenAt, openSessions } = processes;
          const since = raw`now() - ${withinMs}::float8 * interval '1 millisecond'`;
          const rows = await db
            .select({ processId, host, pid, lastSeenAt, openSessions })
            .from(processes)
            .where(gt(lastSeenAt, since));
          return rows.flatMap(({ openSessions: open, lastSeenAt: at, ...process }) =>
            open.map((session) => ({ ...session, ...process, reportedAt: at.getTime() })),
          );
        },
        { idempotent: true },
      ),
    askToEnd: ({ by, id }) =>
      database.use(({ sql }) => announce(sql, { kind: "end_session", by, id }), { idempotent: true }),
  };
}

/** Names of a client's choosing may hold what PostgreSQL does not take. */
function storable(sessions: readonly OpenSession[]): OpenSession[] {
  return sessions.map((session) => ({
    ...session,
    principalName: storableText(session.principalName),
    client: session.client && storableText(session.client),
  }));
}
