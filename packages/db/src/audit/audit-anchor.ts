import type { Sql, TransactionSql } from "postgres";
import { findSealingKey, type SealingKeys } from "./audit-keys.ts";
import { anchorHash } from "./block-hash.ts";

/** What retention has taken away: checking the chain must not miss it. */
export interface AuditAnchor {
  /** Blocks below it are gone. */
  readonly number: number;
  /** Rows below it are gone. */
  readonly bound: string;
  /** Whether one of our keys vouches for it: else it could hide what somebody else removed. */
  readonly isAuthentic: boolean;
}

export async function readAnchor(sql: Sql | TransactionSql, keys: SealingKeys): Promise<AuditAnchor | undefined> {
  const [row] = await sql<{ number: string; bound: string; key_id: string | null; hash: string }[]>`
    select number, bound, key_id, encode(hash, 'hex') as hash from audit_anchor`;
  if (row === undefined) return undefined;
  const number = Number(row.number);
  const key = row.key_id === null ? undefined : findSealingKey(keys, row.key_id);
  // Without a key anyone could have written it.
  const mayTrust = row.key_id === null ? keys.current === undefined : key !== undefined;
  return {
    number,
    bound: row.bound,
    isAuthentic: mayTrust && anchorHash({ number, bound: row.bound }, key) === row.hash,
  };
}

export async function writeAnchor(
  sql: TransactionSql,
  { number, bound }: { number: number; bound: string },
  { current }: SealingKeys,
): Promise<void> {
  const hash = anchorHash({ number, bound }, current);
  await sql`
    insert into audit_anchor (number, bound, key_id, hash)
    values (${number}, ${bound}, ${current?.id ?? null}, decode(${hash}, 'hex'))
    on conflict ("only") do update set
      number = excluded.number, bound = excluded.bound, key_id = excluded.key_id, hash = excluded.hash, set_at = now()`;
}
