import type { ApiKey } from "@mcp-tools/core";
import type { PendingQuery, Row, Sql, TransactionSql } from "postgres";

type Nullable<T> = { [Name in keyof T]-?: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name] };

/** A key as `keyColumns` reads it. */
export type ApiKeyRow = Nullable<ApiKey>;

/** Moments as milliseconds: the pool's clients give them as text. */
export function keyColumns(sql: Sql | TransactionSql): PendingQuery<Row[]> {
  return sql`id, name, "grant", limits, output, person_id as "personId", secrets, created_by as "createdBy",
    (extract(epoch from created_at) * 1000)::float8 as "createdAt",
    (extract(epoch from expires_at) * 1000)::float8 as "expiresAt",
    (extract(epoch from revoked_at) * 1000)::float8 as "revokedAt",
    (extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAt",
    last_used_from as "lastUsedFrom"`;
}

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    grant: row.grant,
    limits: row.limits ?? undefined,
    output: row.output ?? undefined,
    personId: row.personId ?? undefined,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    expiresAt: row.expiresAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
    lastUsedAt: row.lastUsedAt ?? undefined,
    lastUsedFrom: row.lastUsedFrom ?? undefined,
    secrets: row.secrets,
  };
}
