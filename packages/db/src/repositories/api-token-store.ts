import { AppError, type ApiToken, type ApiTokenStore } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { changedMeanwhile, endGiven, isStillGiven } from "./given-rows.ts";
import { changePeople } from "./people-store.ts";
import { storableText } from "./storable-text.ts";

/** Tokens for scripts. They are looked up at each use, so that one that is revoked is of no use at once. */
export function createApiTokenStore({ database }: { database: LazyDatabase }): ApiTokenStore {
  return {
    create: ({ id, name, prefix, role, createdBy, hash, lifetimeMs }) =>
      changePeople(database, async (sql) => {
        const text = storableText(name);
        const [taken] = await sql`select 1 from api_tokens where name = ${text} and ${isLive(sql)} limit 1`;
        if (taken !== undefined)
          throw new AppError("conflict", "There is a token of this name. Revoke it, or take another name.");
        await sql`
          insert into api_tokens (id, name, prefix, hash, role, created_by, expires_at)
          values (${id}, ${text}, ${prefix}, ${hash}, ${role}, ${createdBy},
            now() + ${lifetimeMs ?? null}::float8 * interval '1 millisecond')`;
        const [made] = await select(sql, sql`id = ${id}`);
        if (made === undefined) throw new AppError("internal", "A token that was just made is not there.");
        if (made.isSuspended) throw changedMeanwhile();
        return made;
      }),
    list: () => database.use(({ sql }) => select(sql, sql`true`), { idempotent: true }),
    findLive: (hash) =>
      database.use(
        async ({ sql }) => {
          const [token] = await select(sql, sql`hash = ${hash} and ${isLive(sql)}`);
          return token?.isSuspended === true ? undefined : token;
        },
        { idempotent: true },
      ),
    revoke: (idOrName) =>
      changePeople(database, async (sql) => {
        const wanted = storableText(idOrName);
        const [revoked] = await sql<{ id: string }[]>`
          update api_tokens set revoked_at = now()
          where (id::text = ${wanted} or name = ${wanted}) and ${isLive(sql)}
          returning id`;
        if (revoked === undefined)
          throw new AppError("not_found", "There is no such token, or it is of no use any more.");
        const ended = await endGiven(sql, `token:${revoked.id}`);
        const [token] = await select(sql, sql`id = ${revoked.id}`);
        if (token === undefined) throw new AppError("not_found", "There is no such token.");
        return { ...token, ...ended };
      }),
    touch: async (ids) => {
      if (ids.length === 0) return;
      await database.use(
        ({ sql }) => sql`
          update api_tokens set last_used_at = now()
          where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`,
        { idempotent: true },
      );
    },
  };
}

function isLive(sql: Sql | TransactionSql) {
  return sql`revoked_at is null and (expires_at is null or expires_at > now())`;
}

type Row = { [Name in keyof ApiToken]: ApiToken[Name] | null };

async function select(sql: Sql | TransactionSql, condition: ReturnType<typeof isLive>): Promise<ApiToken[]> {
  const rows = await sql<Row[]>`
    select id, name, prefix, role, created_by as "createdBy",
      floor(extract(epoch from created_at) * 1000)::float8 as "createdAt",
      floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAt",
      floor(extract(epoch from revoked_at) * 1000)::float8 as "revokedAt",
      floor(extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAt",
      not ${isStillGiven(sql, "api_tokens")} as "isSuspended"
    from api_tokens where ${condition} order by created_at desc, id`;
  return rows.map((row) => ({
    ...(row as ApiToken),
    expiresAt: row.expiresAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
    lastUsedAt: row.lastUsedAt ?? undefined,
  }));
}
