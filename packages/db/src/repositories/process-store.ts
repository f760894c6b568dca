import type { ProcessReport, ProcessStore } from "@mcp-tools/core";
import { desc, eq, lt, sql as raw, gt } from "drizzle-orm";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { processes } from "../schema/processes.ts";

const forgottenAfter = raw`now() - interval '1 day'`;

/** When a process was last seen is said by the database's clock, whatever the report says: hosts disagree about the time. */
export function createProcessStore({ database }: { database: LazyDatabase }): ProcessStore {
  return {
    async report({ id, lastSeenAt: _, startedAt, ...rest }) {
      const row = { ...rest, startedAt: new Date(startedAt), lastSeenAt: raw`now()` };
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
          const rows = await db
            .select()
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
  };
}
