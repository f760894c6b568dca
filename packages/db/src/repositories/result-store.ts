import type { KeptResult, ResultStore } from "@mcp-tools/core";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { storableText } from "./storable-text.ts";

/** First key of the advisory locks that order what one principal keeps. */
const principalLock = 0x72_65_73;

type Row = Omit<KeptResult, "createdAt" | "expiresAt"> & { created_at: number; expires_at: number };

/** Results are JSON text, in which neither NUL nor half a surrogate pair can stand: both are escaped. */
export function createResultStore({ database }: { database: LazyDatabase }): ResultStore {
  return {
    async keep({ id, principalId, tool, result }, { keepMs, bytesMax }) {
      const principal = storableText(principalId);
      await database.use(({ sql }) =>
        sql.begin(async (transaction) => {
          await transaction`select pg_advisory_xact_lock(${principalLock}, hashtext(${principal}))`;
          await transaction`
            delete from kept_results using (
              select id, sum(octet_length(result)) over (order by created_at desc, id desc) as bytes
              from kept_results where principal_id = ${principal} and expires_at > now()
            ) as newer
            where kept_results.id = newer.id and newer.bytes > ${bytesMax - Buffer.byteLength(result)}::float8`;
          await transaction`
            insert into kept_results (id, principal_id, tool, result, created_at, expires_at)
            values (${id}, ${principal}, ${storableText(tool)}, ${result}, clock_timestamp(),
                    clock_timestamp() + ${keepMs}::float8 * interval '1 millisecond')`;
        }),
      );
    },
    get: (id, principalId) =>
      database.use(
        async ({ sql }) => {
          const [row] = await sql<Row[]>`
            select id, principal_id as "principalId", tool, result,
                   extract(epoch from created_at)::float8 * 1000 as created_at,
                   extract(epoch from expires_at)::float8 * 1000 as expires_at
            from kept_results
            where id = ${id} and principal_id = ${storableText(principalId)} and expires_at > now()`;
          if (row === undefined) return undefined;
          const { created_at: createdAt, expires_at: expiresAt, ...rest } = row;
          return { ...rest, createdAt, expiresAt };
        },
        { idempotent: true },
      ),
    sweep: () =>
      database.use(async ({ sql }) => (await sql`delete from kept_results where expires_at <= now()`).count, {
        idempotent: true,
      }),
  };
}
