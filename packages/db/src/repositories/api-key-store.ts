import { AppError, type ApiKey, type ApiKeySecret, type ApiKeyStore } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { errorCode } from "../connection/database-failure.ts";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { keyColumns, toApiKey, type ApiKeyRow } from "./api-key-rows.ts";
import { announce } from "./change-feed.ts";
import { storableJson, storableText } from "./storable-text.ts";

type Patch = Parameters<ApiKeyStore["update"]>[1];

/**
 * How far `changedSince` looks back behind the moment it is given. A transaction stamps its row before it commits, so
 * that a slow one comes to light with a stamp that others have passed already; none outlives its deadline of 6 s.
 */
const OVERLAP_MS = 15_000;
/** Living secrets of one key: rotating again and again within the overlap has an end. */
const SECRETS_MAX = 10;
const UNIQUE_VIOLATION = "23505";
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** API keys in their table. Each change is announced by the transaction that makes it, and stamped by the database's clock. */
export function createApiKeyStore({ database }: { database: LazyDatabase }): ApiKeyStore {
  const read = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    database.use(({ sql }) => work(sql), { idempotent: true });

  /** All of them can be repeated: what they set does not depend on how often. */
  const write = async <T>(work: (sql: TransactionSql) => Promise<T>): Promise<T> => {
    try {
      return (await database.use(({ sql }) => sql.begin(work), { idempotent: true })) as T;
    } catch (error) {
      if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
      throw new AppError("conflict", "Another key has this name. Choose another one, or revoke that key first.", {
        cause: error,
      });
    }
  };

  return {
    create: (key) => write((sql) => insert(sql, key)),
    get: (id) => read((sql) => findById(sql, id)),
    find: (idOrName) => read((sql) => find(sql, idOrName)),
    list: ({ revoked }) => read((sql) => list(sql, revoked)),
    changedSince: (at) => read((sql) => changedSince(sql, at)),
    update: (id, patch) => write((sql) => update(sql, id, patch)),
    rotate: (id, secret, overlapMs) => write((sql) => rotate(sql, id, { secret, overlapMs })),
    revoke: (id) => write((sql) => revoke(sql, id)),
    async touch(uses) {
      if (uses.length > 0) await read((sql) => touch(sql, uses));
    },
  };
}

async function insert(sql: TransactionSql, key: ApiKey): Promise<void> {
  await sql`
    insert into api_keys (id, name, "grant", limits, output, person_id, secrets, created_at, created_by, expires_at, changed_at)
    values (${key.id}, ${storableText(key.name)}, ${json(sql, key.grant)}, ${json(sql, key.limits)}, ${json(sql, key.output)},
      ${key.personId ?? null}, ${json(sql, key.secrets)}, ${moment(sql, key.createdAt)}, ${storableText(key.createdBy)},
      ${moment(sql, key.expiresAt)}, clock_timestamp())
    on conflict (id) do nothing`;
  await announce(sql, { kind: "key", id: key.id });
}

async function findById(sql: Sql, id: string): Promise<ApiKey | undefined> {
  if (!uuid.test(id)) return undefined;
  const rows = await sql<ApiKeyRow[]>`select ${keyColumns(sql)} from api_keys where id = ${id}`;
  return rows.map(toApiKey)[0];
}

async function find(sql: Sql, idOrName: string): Promise<ApiKey | undefined> {
  if (uuid.test(idOrName)) return findById(sql, idOrName);
  const name = storableText(idOrName);
  const rows = await sql<ApiKeyRow[]>`
    select ${keyColumns(sql)} from api_keys where name = ${name} and revoked_at is null`;
  return rows.map(toApiKey)[0];
}

async function list(sql: Sql, revoked: boolean): Promise<ApiKey[]> {
  const rows = await sql<ApiKeyRow[]>`
    select ${keyColumns(sql)} from api_keys
    where ${revoked ? sql`true` : sql`revoked_at is null`}
    order by created_at desc, id desc`;
  return rows.map(toApiKey);
}

/** One statement: the moment that it gives back is before what it saw. */
async function changedSince(sql: Sql, at: number): Promise<{ keys: ApiKey[]; at: number }> {
  const isChanged =
    at === 0 ? sql`revoked_at is null` : sql`changed_at >= to_timestamp(${(at - OVERLAP_MS) / 1000}::float8)`;
  const rows = await sql<(ApiKeyRow & { at: number; id: string | null })[]>`
    select (extract(epoch from statement_timestamp()) * 1000)::float8 as at, ${keyColumns(sql)}
    from (values (1)) as one left join api_keys on ${isChanged}`;
  return { keys: rows.filter(({ id }) => id !== null).map(toApiKey), at: rows[0]?.at ?? at };
}

async function update(sql: TransactionSql, id: string, patch: Patch): Promise<ApiKey> {
  const key = { ...(await lock(sql, id)), ...patch };
  const rows = await sql<ApiKeyRow[]>`
    update api_keys set name = ${storableText(key.name)}, "grant" = ${json(sql, key.grant)}, limits = ${json(sql, key.limits)},
      output = ${json(sql, key.output)}, person_id = ${key.personId ?? null}, expires_at = ${moment(sql, key.expiresAt)},
      changed_at = clock_timestamp()
    where id = ${id}
    returning ${keyColumns(sql)}`;
  return changed(sql, rows);
}

async function rotate(
  sql: TransactionSql,
  id: string,
  { secret, overlapMs }: { secret: Pick<ApiKeySecret, "prefix" | "hash">; overlapMs: number },
): Promise<ApiKey> {
  const key = await lock(sql, id);
  // It was committed before its connection was lost.
  if (key.secrets.some(({ hash }) => hash === secret.hash)) return key;
  const [clock] = await sql<{ now: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
  const now = Math.round(clock?.now ?? Date.now());
  const living = key.secrets
    .map((old) => ({ ...old, expiresAt: Math.min(old.expiresAt ?? Infinity, now + overlapMs) }))
    .filter(({ expiresAt }) => expiresAt > now);
  if (living.length >= SECRETS_MAX)
    throw new AppError(
      "conflict",
      `This key has ${SECRETS_MAX} secrets that are still good. Rotate it without an overlap, or wait until some have ended.`,
    );
  const secrets: ApiKeySecret[] = [...living, { ...secret, createdAt: now }];
  const rows = await sql<ApiKeyRow[]>`
    update api_keys set secrets = ${json(sql, secrets)}, changed_at = clock_timestamp() where id = ${id}
    returning ${keyColumns(sql)}`;
  return changed(sql, rows);
}

async function revoke(sql: TransactionSql, id: string): Promise<ApiKey> {
  if (!uuid.test(id)) throw notFound();
  const rows = await sql<ApiKeyRow[]>`
    update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()), changed_at = clock_timestamp()
    where id = ${id}
    returning ${keyColumns(sql)}`;
  return changed(sql, rows);
}

/** Rows are locked in one order: two processes that note uses of the same keys do not wait for each other for ever. */
async function touch(sql: Sql, uses: Parameters<ApiKeyStore["touch"]>[0]): Promise<void> {
  await sql`
    with given as (
      select id, to_timestamp(at / 1000) as at, "from"
      from json_to_recordset(${storableJson(uses)}::text::json) as used (id uuid, at double precision, "from" text)
    ), locked as (
      select id from api_keys where id in (select id from given) order by id for no key update
    )
    update api_keys key set last_used_at = given.at, last_used_from = given."from"
    from given join locked using (id)
    where key.id = given.id and (key.last_used_at is null or key.last_used_at <= given.at)`;
}

/** The key, with nobody else changing it until the transaction ends. */
async function lock(sql: TransactionSql, id: string): Promise<ApiKey> {
  if (!uuid.test(id)) throw notFound();
  const rows = await sql<ApiKeyRow[]>`
    select ${keyColumns(sql)} from api_keys where id = ${id} and revoked_at is null for update`;
  const [key] = rows.map(toApiKey);
  if (key === undefined) throw notFound();
  return key;
}

async function changed(sql: TransactionSql, rows: readonly ApiKeyRow[]): Promise<ApiKey> {
  const [key] = rows.map(toApiKey);
  if (key === undefined) throw notFound();
  await announce(sql, { kind: "key", id: key.id });
  return key;
}

function json(sql: TransactionSql, value: unknown) {
  return value === undefined ? sql`null` : sql`${storableJson(value)}::text::jsonb`;
}

function moment(sql: TransactionSql, at: number | undefined) {
  return at === undefined ? sql`null` : sql`to_timestamp(${at / 1000}::float8)`;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such key, or it is revoked.");
}
