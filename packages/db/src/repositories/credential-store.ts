import type { CredentialStore, StoredCredential } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { announce } from "./change-feed.ts";
import { storableText } from "./storable-text.ts";

type Row = Omit<StoredCredential, "principalId"> & { readonly principalId: string | null };

/** Knows nothing of what is in them: secrets come and go encrypted. */
export function createCredentialStore({ database }: { database: LazyDatabase }): CredentialStore {
  const read = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    database.use(({ sql }) => work(sql), { idempotent: true });

  /** Announced where something changed. */
  const write = <T>(work: (sql: TransactionSql) => Promise<T | undefined>): Promise<T | undefined> =>
    database.use(({ sql }) =>
      sql.begin(async (transaction) => {
        const changed = await work(transaction);
        if (changed !== undefined) await announce(transaction, { kind: "people" });
        return changed;
      }),
    ) as Promise<T | undefined>;

  return {
    async put({ id, name, principalId, keyId, nonce, ciphertext, updatedBy }) {
      const stored = await write(async (sql) => {
        const [row] = await sql<Row[]>`
          insert into credentials (id, name, principal_id, key_id, nonce, ciphertext, updated_by)
          values (${id}, ${storableText(name)}, ${principalId === undefined ? null : storableText(principalId)}, ${keyId},
                  ${Buffer.from(nonce)}, ${Buffer.from(ciphertext)}, ${storableText(updatedBy)})
          on conflict on constraint credentials_name_key do update
          set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext,
              updated_by = excluded.updated_by, updated_at = now()
          returning ${columns(sql)}`;
        return row;
      });
      return toCredential(stored as Row);
    },
    find: (names, principalId) =>
      read(async (sql) => {
        const rows = await sql<Row[]>`
          select distinct on (name) ${columns(sql)} from credentials
          where name in (select json_array_elements_text(${JSON.stringify(names.map(storableText))}::json))
            and (principal_id is null or principal_id = ${storableText(principalId)})
          order by name, principal_id nulls last`;
        return rows.map(toCredential);
      }),
    list: () =>
      read(async (sql) => {
        const rows = await sql<Row[]>`
          select ${columns(sql)} from credentials order by name, principal_id nulls first`;
        return rows.map(toCredential);
      }),
    // By its nonce: when it was replaced meanwhile, the newer secret stays. Who changed it last is still who set it.
    reseal: async (id, was, { keyId, nonce, ciphertext }) =>
      (await write(async (sql) => {
        const { count } = await sql`
          update credentials set key_id = ${keyId}, nonce = ${Buffer.from(nonce)}, ciphertext = ${Buffer.from(ciphertext)}
          where id = ${id} and nonce = ${Buffer.from(was)}`;
        return count === 0 ? undefined : true;
      })) ?? false,
    delete: async (id) =>
      (await write(async (sql) => {
        const { count } = await sql`delete from credentials where id = ${id}`;
        return count === 0 ? undefined : true;
      })) ?? false,
  };
}

function columns(sql: Sql | TransactionSql) {
  return sql`id, name, principal_id as "principalId", key_id as "keyId", nonce, ciphertext,
    extract(epoch from created_at)::float8 * 1000 as "createdAt",
    extract(epoch from updated_at)::float8 * 1000 as "updatedAt", updated_by as "updatedBy"`;
}

function toCredential({ principalId, nonce, ciphertext, ...row }: Row): StoredCredential {
  return {
    ...row,
    ...(principalId !== null && { principalId }),
    nonce: new Uint8Array(nonce),
    ciphertext: new Uint8Array(ciphertext),
  };
}
