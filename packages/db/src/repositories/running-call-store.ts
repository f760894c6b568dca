import type { AuditRecord, RunningCallStore } from "@mcp-tools/core";
import type { LazyDatabase } from "../connection/lazy-database.ts";

const takeMax = 500;

/** Rows are JSON text, in which neither NUL nor half a surrogate pair can stand: both are escaped. */
export function createRunningCallStore({ database }: { database: LazyDatabase }): RunningCallStore {
  return {
    async note(processId, rows) {
      const noted = rows.map((row) => ({ id: row.id, row: JSON.stringify(row) }));
      await database.use(
        ({ sql }) => sql`
          insert into running_calls (id, process_id, row)
          select id, ${processId}, row
          from json_to_recordset(${JSON.stringify(noted)}::text::json) as noted (id uuid, row text)
          on conflict do nothing`,
        { idempotent: true },
      );
    },
    async forget(ids) {
      await database.use(
        ({ sql }) => sql`
          delete from running_calls
          where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`,
        { idempotent: true },
      );
    },
    // By the database's clock: hosts disagree about the time. `skip locked`: several processes look at the same time.
    takeLost: (by, { processDeadMs, ids }) =>
      database.use(
        async ({ sql }) => {
          const since = sql`now() - ${processDeadMs}::float8 * interval '1 millisecond'`;
          const rows = await sql<{ row: string }[]>`
            update running_calls set process_id = ${by}, noted_at = now() where id in (
              select id from running_calls
              where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))
                or (noted_at < ${since}
                  and not exists (select 1 from processes where processes.id = process_id and last_seen_at > ${since}))
              limit ${takeMax} for update skip locked)
            returning row`;
          return rows.map(({ row }) => JSON.parse(row) as AuditRecord);
        },
        { idempotent: true },
      ),
  };
}
