import { AppError } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { migrations as known, type Migration } from "../migrations.ts";
import { errorCode } from "./database-failure.ts";

/** Any constant will do, as long as nobody else in the database uses it: "mcp" in ASCII and a number. */
const lockKey = 0x6d_63_70_01;
const undefinedTable = "42P01";

/**
 * Brings the database to this code's schema, each migration in a transaction of its own under an advisory lock,
 * so that several processes may start at once. One cheap query when there is nothing to do.
 * @returns the names of the migrations that this process applied
 * @throws AppError `unavailable` when the database is newer than the code
 */
export async function migrate(sql: Sql, migrations: readonly Migration[] = known): Promise<string[]> {
  const applied = await sql<{ name: string }[]>`select name from mcp_tools_migrations`.catch((error: unknown) => {
    if (errorCode(error) === undefinedTable) return [];
    throw error;
  });
  refuseNewer(applied, migrations);
  const present = new Set(applied.map(({ name }) => name));
  const done: string[] = [];
  for (const migration of migrations) {
    if (!present.has(migration.name) && (await sql.begin((transaction) => applyMigration(transaction, migration))))
      done.push(migration.name);
  }
  return done;
}

/** Within a transaction of the caller's. @returns false where it was applied before */
export async function applyMigration(transaction: TransactionSql, { name, statements }: Migration): Promise<boolean> {
  await transaction`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '120s', true)`;
  await transaction`select pg_advisory_xact_lock(${lockKey})`;
  await transaction`create table if not exists mcp_tools_migrations (name text primary key, applied_at timestamptz not null default now())`;
  const [taken] = await transaction`select 1 from mcp_tools_migrations where name = ${name}`;
  if (taken !== undefined) return false;
  for (const statement of statements) await transaction.unsafe(statement);
  await transaction`insert into mcp_tools_migrations (name) values (${name})`;
  return true;
}

function refuseNewer(applied: readonly { name: string }[], migrations: readonly Migration[]): void {
  const names = new Set(migrations.map(({ name }) => name));
  const unknown = applied.map(({ name }) => name).filter((name) => !names.has(name));
  if (unknown.length === 0) return;
  throw new AppError(
    "unavailable",
    `The database was written by a newer mcp-tools (it has ${unknown.sort().join(", ")}). Update this installation, or give it another database (DATABASE_URL or DATA_DIR).`,
  );
}
