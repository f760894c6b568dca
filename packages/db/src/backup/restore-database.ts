import { pipeline } from "node:stream/promises";
import { AppError } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { weekNamed } from "../audit/weeks.ts";
import { errorCode } from "../connection/database-failure.ts";
import { applyMigration } from "../connection/migrate.ts";
import { migrations as known, type Migration } from "../migrations.ts";
import { parse, readHead, type BackupHead, type TableEnd, type TableHead } from "./backup-head.ts";
import { createFrameReader, malformed, type FrameReader } from "./frames.ts";
import { backupTables, migrationsTable, passingTables, quoteName } from "./tables.ts";

export interface RestoreOptions {
  /** Whether what is there goes; else a database with data is refused. */
  readonly replace: boolean;
  /** Of this code, unless a test has others. */
  readonly migrations?: readonly Migration[];
  readonly onTable?: (table: string, rows: number) => void;
}

export interface Restored {
  readonly head: BackupHead;
  readonly rows: Readonly<Record<string, number>>;
  /** Migrations that are newer than the backup. */
  readonly applied: readonly string[];
}

const lockTimeoutMs = 10_000;
const duplicateTable = "42P07";
/** From this migration on, `calls` is not ours. */
const endOfCalls = "0002_audit";

/**
 * Puts a backup in the place of what is in the database: its schema, its rows, then what this version adds to the schema.
 * One transaction: after any error the database is as it was.
 * @throws AppError `conflict` where there is data, or somebody uses it; `invalid_input` for a backup that cannot be restored
 */
export async function restoreDatabase(
  sql: Sql,
  source: AsyncIterable<Uint8Array>,
  { replace, migrations = known, onTable }: RestoreOptions,
): Promise<Restored> {
  const frames = createFrameReader(source);
  const head = await readHead(frames);
  const [first, later] = splitMigrations(head, migrations);
  return sql.begin(async (tx) => {
    await tx.unsafe(`set local statement_timeout = 0; set local lock_timeout = ${lockTimeoutMs}`);
    await refuseUsed(tx);
    if (!replace) await refuseFilled(tx);
    await dropOwn(tx);
    for (const migration of first) await applyFirst(tx, migration);
    await addPartitions(tx, head.partitions);
    const rows: Record<string, number> = {};
    for (let next = await frames.next(); next?.type !== "Z"; next = await frames.next()) {
      const table = parse(next, "T") as TableHead;
      rows[table.table] = await loadTable(tx, table, frames);
      onTable?.(table.table, rows[table.table] ?? 0);
    }
    for (const migration of later) await applyMigration(tx, migration);
    // What may still come after the end has to be seen to be right: the last piece carries the proof.
    if ((await frames.next()) !== undefined) throw malformed();
    return { head, rows, applied: later.map(({ name }) => name) };
  }) as Promise<Restored>;
}

/** Our tables that have rows; a database that was only ever opened has none. */
export async function filledTables(sql: Sql | TransactionSql): Promise<string[]> {
  const filled: string[] = [];
  if ((await schemaOf(sql)) === undefined) return filled;
  for (const table of backupTables) {
    const [there] = await sql<{ there: boolean }[]>`select to_regclass(${quoteName(table)}) is not null as there`;
    if (there?.there !== true) continue;
    if ((await sql.unsafe(`select from ${quoteName(table)} limit 1`)).length > 0) filled.push(table);
  }
  return filled;
}

async function refuseFilled(tx: TransactionSql): Promise<void> {
  const filled = await filledTables(tx);
  if (filled.length === 0) return;
  throw new AppError(
    "conflict",
    `The database is not empty (${filled.join(", ")}). Restore into an empty one, or say --replace: then what is there is deleted.`,
  );
}

/** A process that runs would go on with what it remembers of the old data. */
async function refuseUsed(tx: TransactionSql): Promise<void> {
  const others = await tx<{ name: string }[]>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and application_name like 'mcp-tools/%' and pid <> pg_backend_pid()`;
  if (others.length === 0) return;
  const names = others.map(({ name }) => name).join(", ");
  throw new AppError("conflict", `The database is in use (${names}). Stop every mcp-tools process first.`);
}

/** Names of the migrations; undefined where our schema is not, whatever other tables are there. */
async function schemaOf(sql: Sql | TransactionSql): Promise<ReadonlySet<string> | undefined> {
  const [there] = await sql<{ there: boolean }[]>`select to_regclass(${migrationsTable}) is not null as there`;
  if (there?.there !== true) return undefined;
  const rows = await sql.unsafe<{ name: string }[]>(`select name from ${migrationsTable}`);
  return new Set(rows.map(({ name }) => name));
}

/** Ours only: in somebody's database, tables of the same names may be theirs. */
async function dropOwn(tx: TransactionSql): Promise<void> {
  const schema = await schemaOf(tx);
  if (schema === undefined) return;
  const tables = [...backupTables, ...passingTables, migrationsTable, ...(schema.has(endOfCalls) ? [] : ["calls"])];
  await tx.unsafe(`drop table if exists ${tables.map(quoteName).join(", ")}`);
}

async function applyFirst(tx: TransactionSql, migration: Migration): Promise<void> {
  try {
    await applyMigration(tx, migration);
  } catch (error) {
    if (errorCode(error) !== duplicateTable) throw error;
    throw new AppError("conflict", `The database has tables of somebody else (${(error as Error).message}).`, {
      cause: error,
    });
  }
}

/** Those the backup was made with, and those that came later. */
function splitMigrations(head: BackupHead, migrations: readonly Migration[]): [Migration[], Migration[]] {
  const names = new Set(migrations.map(({ name }) => name));
  const newer = head.migrations.filter((name) => !names.has(name));
  if (newer.length > 0)
    throw new AppError(
      "invalid_input",
      `The backup is of a newer mcp-tools (${head.version}, with ${newer.join(", ")}). Update this installation first.`,
    );
  const had = new Set(head.migrations);
  return [migrations.filter(({ name }) => had.has(name)), migrations.filter(({ name }) => !had.has(name))];
}

/** Else old rows would lie in the default partition until the next upkeep moves them. */
async function addPartitions(tx: TransactionSql, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const week = weekNamed(name);
    if (week === undefined) throw malformed();
    const [there] = await tx<{ there: boolean }[]>`select to_regclass(${name}) is not null as there`;
    if (there?.there === true) continue;
    await tx.unsafe(
      `create table ${quoteName(name)} partition of audit for values from ('${week.from}') to ('${week.to}')`,
    );
  }
}

async function loadTable(tx: TransactionSql, { table, columns }: TableHead, frames: FrameReader): Promise<number> {
  const names = columns.map(quoteName).join(", ");
  let end: TableEnd | undefined;
  async function* rows(): AsyncGenerator<Buffer> {
    let next = await frames.next();
    for (; next?.type === "D"; next = await frames.next()) yield next.body;
    end = parse(next, "E") as TableEnd;
  }
  await pipeline(rows, await tx.unsafe(`copy ${quoteName(table)} (${names}) from stdin`).writable());
  if (end === undefined) throw malformed();
  const [counted] = await tx.unsafe<{ rows: string }[]>(`select count(*) as rows from ${quoteName(table)}`);
  if (Number(counted?.rows) !== end.rows) throw malformed();
  if (end.sequence !== undefined) await setSequence(tx, table, end.sequence);
  return end.rows;
}

async function setSequence(
  tx: TransactionSql,
  table: string,
  { column, last }: NonNullable<TableEnd["sequence"]>,
): Promise<void> {
  // 0 is the number before the first one, which setval takes for none only when told so.
  await tx`
    select setval(pg_get_serial_sequence(${quoteName(table)}, ${column}), greatest(${last}::bigint, 1), ${last}::bigint > 0)`;
}
