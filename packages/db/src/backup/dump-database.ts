import type { Readable } from "node:stream";
import { AppError } from "@mcp-tools/core";
import type { TransactionSql } from "postgres";
import { weekNamed } from "../audit/weeks.ts";
import type { Database } from "../connection/open-database.ts";
import { migrations as known, type Migration } from "../migrations.ts";
import { backupFormat, type BackupHead, type TableEnd, type TableHead } from "./backup-head.ts";
import { bodyBytesMax, frame, jsonFrame } from "./frames.ts";
import { backupTables, migrationsTable, quoteName } from "./tables.ts";

export type DumpOptions = Pick<BackupHead, "version" | "secrets"> & {
  /** Of this code, unless a test has others. */
  readonly migrations?: readonly Migration[];
  /** Told when a table is complete. */
  readonly onTable?: (table: string, rows: number) => void;
};

const newline = 0x0a;
/** Rows go into frames of about this size. */
const frameBytes = 65_536;

/** Text that means the same on every server, and as long as it takes. */
const settings = [
  "set local statement_timeout = 0",
  "set local datestyle = 'ISO, YMD'",
  "set local timezone = 'UTC'",
  "set local extra_float_digits = 1",
  "set local bytea_output = 'hex'",
].join("; ");

/**
 * Gives `consume` everything in the database as frames, as of one moment, as fast as it takes them.
 * @throws AppError `conflict` where the schema is not this code's: it could not know what to take
 */
export async function dumpDatabase<T>(
  { sql, destroy }: Pick<Database, "sql" | "destroy">,
  options: DumpOptions,
  consume: (frames: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  let failure: { readonly error: unknown } | undefined;
  const dumping = sql.begin("isolation level repeatable read read only", async (tx) => {
    await tx.unsafe(settings);
    await checkSchema(tx, options.migrations ?? known);
    try {
      return await consume(framesOf(tx, options));
    } catch (error) {
      failure = { error };
      // What the server still has to send keeps the connection busy, and nobody takes it.
      destroy();
      throw error;
    }
  }) as Promise<T>;
  return dumping.catch((error: unknown) => {
    throw failure === undefined ? error : failure.error;
  });
}

async function checkSchema(tx: TransactionSql, migrations: readonly Migration[]): Promise<void> {
  const [there] = await tx<{ there: boolean }[]>`select to_regclass(${migrationsTable}) is not null as there`;
  if (there?.there !== true) throw new AppError("conflict", "There is nothing to back up: the database is empty.");
  const applied = new Set(await readMigrations(tx));
  const isSame = applied.size === migrations.length && migrations.every(({ name }) => applied.has(name));
  if (isSame) return;
  throw new AppError(
    "conflict",
    "The database is of another version of mcp-tools. Back it up with that one, or bring it up to this one with mcp-tools migrate.",
  );
}

async function* framesOf(tx: TransactionSql, { version, secrets, onTable }: DumpOptions): AsyncGenerator<Buffer> {
  const head: BackupHead = {
    format: backupFormat,
    version,
    madeAt: new Date().toISOString(),
    migrations: await readMigrations(tx),
    partitions: await readPartitions(tx),
    secrets,
  };
  yield jsonFrame("H", head);
  for (const table of backupTables) {
    const columns = await readColumns(tx, table);
    yield jsonFrame("T", { table, columns } satisfies TableHead);
    const names = columns.map(quoteName).join(", ");
    // A query, because the rows of a partitioned table are not in itself.
    const rows = await tx.unsafe(`copy (select ${names} from ${quoteName(table)}) to stdout`).readable();
    const count = yield* dataFrames(rows);
    yield jsonFrame("E", { rows: count, sequence: await readSequence(tx, table) } satisfies TableEnd);
    onTable?.(table, count);
  }
  yield jsonFrame("Z", { tables: backupTables.length });
}

/** In the text format of COPY, a newline ends a row and stands nowhere else. Returns the number of rows. */
async function* dataFrames(rows: Readable): AsyncGenerator<Buffer, number> {
  let count = 0;
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of rows as AsyncIterable<Buffer>) {
    for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) count += 1;
    waiting.push(piece);
    length += piece.length;
    if (length < frameBytes) continue;
    yield* cut(Buffer.concat(waiting));
    waiting = [];
    length = 0;
  }
  if (length > 0) yield* cut(Buffer.concat(waiting));
  // The driver stops its socket while the reader is behind, and would leave it so where the last rows came with the end.
  rows._read(0);
  return count;
}

function* cut(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += bodyBytesMax) yield frame("D", data.subarray(at, at + bodyBytesMax));
}

async function readMigrations(tx: TransactionSql): Promise<string[]> {
  const rows = await tx.unsafe<{ name: string }[]>(`select name from ${migrationsTable} order by name`);
  return rows.map(({ name }) => name);
}

async function readPartitions(tx: TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'audit'::regclass order by 1`;
  return rows.map(({ name }) => name).filter((name) => weekNamed(name) !== undefined);
}

/** Without those that the database computes. */
async function readColumns(tx: TransactionSql, table: string): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = ${quoteName(table)}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`;
  return rows.map(({ name }) => name);
}

/** Read after the rows: a sequence knows no snapshot, and its number must not be one of theirs. */
async function readSequence(tx: TransactionSql, table: string): Promise<TableEnd["sequence"]> {
  const [found] = await tx<{ column: string; sequence: string }[]>`
    select attname as column, pg_get_serial_sequence(${quoteName(table)}, attname) as sequence from pg_attribute
    where attrelid = ${quoteName(table)}::regclass and attnum > 0 and attidentity <> ''`;
  if (found === undefined) return undefined;
  const [row] = await tx.unsafe<{ last: string }[]>(
    `select (case when is_called then last_value else 0 end)::text as last from ${found.sequence}`,
  );
  return { column: found.column, last: row?.last ?? "0" };
}
