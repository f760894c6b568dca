import type { Sql } from "postgres";
import { backupTables, migrationsTable, passingTables, quoteName } from "../backup/tables.ts";
import { migrations } from "../migrations.ts";
import { openDatabase, type DatabaseOptions } from "./open-database.ts";

/** What a deployment depends on and can be seen in its database, without changing anything in it. */
export interface DatabaseFacts {
  /** `18.4`. */
  readonly version: string;
  readonly major: number;
  /** The database's clock less ours. */
  readonly skewMs: number;
  /** Of the role that we are there. */
  readonly role: string;
  /** A standby, or a role or database that is set to read only. */
  readonly isReadOnly: boolean;
  /** Migrations and the audit's partitions need it. */
  readonly mayCreate: boolean;
  /** Tables of ours that the role neither owns nor inherits: it cannot migrate them. */
  readonly notOwned: readonly string[];
  /** Migrations that were applied; none in an empty database. */
  readonly applied: readonly string[];
  /** Of this code, not applied yet. */
  readonly pending: readonly string[];
  /** Applied, and unknown to this code. */
  readonly unknown: readonly string[];
  /** Key of the audit's newest block; null: sealed without one. Undefined without blocks. */
  readonly auditKey: string | null | undefined;
  /** Keys that credentials are encrypted with. */
  readonly credentialKeys: readonly string[];
  /** Those that second factors are encrypted with, as the sign-in library writes them: decimal. */
  readonly secondFactorKeys: readonly string[];
  /** That reported themselves within the last half minute. */
  readonly processes: readonly RunningProcess[];
}

export interface RunningProcess {
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly services: readonly string[];
}

/** Starts the embedded server where it does not run; migrates nothing. @throws AppError `unavailable` saying what to do */
export async function examineDatabase(options: DatabaseOptions): Promise<DatabaseFacts> {
  const database = await openDatabase({ ...options, migrates: false, poolMax: 1 });
  try {
    return await readFacts(database.sql);
  } finally {
    await database.close();
  }
}

async function readFacts(sql: Sql): Promise<DatabaseFacts> {
  const server = await readServer(sql);
  const applied = await namesIn(sql, migrationsTable, "name");
  const known = migrations.map(({ name }) => name);
  const unknown = applied.filter((name) => !known.includes(name));
  const pending = known.filter((name) => !applied.includes(name));
  // Other tables look as we know them only where the schema is ours.
  const isOurs = applied.length > 0 && unknown.length === 0 && pending.length === 0;
  return {
    ...server,
    applied,
    pending,
    unknown,
    notOwned: applied.length === 0 ? [] : await readNotOwned(sql),
    auditKey: isOurs ? await readAuditKey(sql) : undefined,
    credentialKeys: isOurs ? await namesIn(sql, "credentials", "distinct key_id") : [],
    // `$ba$` key `$` ciphertext.
    secondFactorKeys: isOurs ? await namesIn(sql, "people_two_factors", "distinct split_part(secret, '$', 3)") : [],
    processes: isOurs ? await readProcesses(sql) : [],
  };
}

async function readServer(
  sql: Sql,
): Promise<
  Omit<
    DatabaseFacts,
    "applied" | "pending" | "unknown" | "notOwned" | "auditKey" | "credentialKeys" | "secondFactorKeys" | "processes"
  >
> {
  const before = Date.now();
  const [row] = await sql<
    { ms: number; number: number; version: string; role: string; standby: boolean; fixed: string; may: boolean }[]
  >`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms, current_setting('server_version_num')::int as number,
      split_part(current_setting('server_version'), ' ', 1) as version, current_user as role, pg_is_in_recovery() as standby,
      current_setting('default_transaction_read_only') as fixed,
      coalesce(has_schema_privilege(current_user, current_schema(), 'CREATE'), false) as may`;
  const after = Date.now();
  return {
    version: row?.version ?? "",
    major: Math.floor((row?.number ?? 0) / 10_000),
    skewMs: Math.round((row?.ms ?? before) - (before + after) / 2),
    role: row?.role ?? "",
    isReadOnly: row?.standby === true || row?.fixed === "on",
    mayCreate: row?.may === true,
  };
}

async function namesIn(sql: Sql, table: string, column: string): Promise<string[]> {
  const [there] = await sql<{ there: boolean }[]>`select to_regclass(${quoteName(table)}) is not null as there`;
  if (there?.there !== true) return [];
  const rows = await sql.unsafe(`select ${column} as name from ${quoteName(table)} order by 1`);
  return rows.map((row) => String(row["name"]));
}

async function readNotOwned(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where oid in (select to_regclass(quote_ident(name))::oid from json_array_elements_text(${JSON.stringify([...backupTables, ...passingTables, migrationsTable])}::text::json) as name)
      and not pg_has_role(relowner, 'MEMBER') order by 1`;
  return rows.map(({ name }) => name);
}

async function readAuditKey(sql: Sql): Promise<string | null | undefined> {
  const [row] = await sql<{ key_id: string | null }[]>`
    select key_id from audit_blocks where hash is not null order by number desc limit 1`;
  return row === undefined ? undefined : row.key_id;
}

async function readProcesses(sql: Sql): Promise<RunningProcess[]> {
  const rows = await sql<{ host: string; pid: number; version: string; services: string[] }[]>`
    select host, pid, version, services from processes
    where last_seen_at > now() - interval '30 seconds' order by host, pid`;
  return rows.map(({ host, pid, version, services }) => ({ host, pid, version, services }));
}
