import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError, type Logger, withDeadline } from "@mcp-tools/core";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { createEmbeddedServer, type EmbeddedServer } from "../embedded/embedded-server.ts";
import { backoffMs } from "./backoff.ts";
import { connect, type Client } from "./connect.ts";
import { databaseFailure, errorCode } from "./database-failure.ts";
import { migrate } from "./migrate.ts";

export interface DatabaseOptions {
  readonly dataDir: string;
  /** Your own PostgreSQL; without it the embedded one of `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly logger: Logger;
  /** Seen in `pg_stat_activity` as `mcp-tools/<name>`. */
  readonly applicationName: string;
  readonly poolMax?: number | undefined;
  /** How long a database that cannot be reached is tried for, default 30 s. */
  readonly startTimeoutMs?: number | undefined;
  /** A statement's time on the server, default 5 s. On our side a second more. */
  readonly queryTimeoutMs?: number | undefined;
  /** Ends the tries. */
  readonly signal?: AbortSignal | undefined;
  /** False: the schema is left as it is found. */
  readonly migrates?: boolean | undefined;
  readonly embedded?: { readonly tcp?: boolean; readonly systemDir?: string } | undefined;
}

export interface Database {
  /** For statements where every microsecond or PostgreSQL's own features count; `db` for all others. Parameters of array types go as JSON. */
  readonly sql: Sql;
  readonly db: PostgresJsDatabase;
  /** See {@link Client.listen}. */
  readonly listen: Client["listen"];
  /** Names of the migrations that opening it applied. */
  readonly applied: readonly string[];
  /** Ends the connections, giving queries under way a moment, and stops the embedded server when nobody else uses it. */
  close(): Promise<void>;
  /** Drops the connections at once and leaves the server alone. */
  destroy(): void;
}

export const defaultQueryTimeoutMs = 5000;
const defaultStartTimeoutMs = 30_000;
const migrationTimeoutMs = 600_000;
const closeTimeoutMs = 5000;

/**
 * Connects, starting the embedded server where it is not running, and migrates. A database that cannot be reached
 * is tried again, with backoff, until `startTimeoutMs`.
 * @throws AppError `unavailable` saying what to do
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { logger, startTimeoutMs = defaultStartTimeoutMs, signal } = options;
  const location = databaseLocation(options);
  const server = serverOf(options);
  const deadline = Date.now() + startTimeoutMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await openOnce(options, server);
    } catch (error) {
      const delayMs = backoffMs(attempt, 100, 3000);
      const failure = databaseFailure(error);
      const isPassing =
        failure === "unreachable" ||
        failure === "lost" ||
        failure === "hung" ||
        errorCode(error)?.startsWith("53") === true;
      if (!isPassing || signal?.aborted === true || Date.now() + delayMs > deadline) {
        // Whoever started the server and cannot use it is its last one out, too.
        await server
          .release()
          .catch((cause: unknown) => logger.debug({ err: cause }, "embedded database left running"));
        throw startError(error, location);
      }
      logger.warn({ location, code: errorCode(error), attempt, delayMs }, "database cannot be reached, trying again");
      // The next try finds it aborted.
      await sleep(delayMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** For people, without credentials: a folder, or host/database. */
export function databaseLocation({ databaseUrl, dataDir }: Pick<DatabaseOptions, "databaseUrl" | "dataDir">): string {
  if (databaseUrl === undefined) return dataDir;
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

/** An external server is just there; the embedded one is started, and stopped by the last who leaves. */
function serverOf({ databaseUrl, dataDir, logger, embedded }: DatabaseOptions): EmbeddedServer {
  if (databaseUrl === undefined) return createEmbeddedServer({ dataDir, logger, ...embedded });
  return { ensure: async () => ({ url: databaseUrl }), release: async () => {} };
}

async function openOnce(options: DatabaseOptions, server: EmbeddedServer): Promise<Database> {
  const { applicationName, logger, databaseUrl, poolMax, queryTimeoutMs = defaultQueryTimeoutMs } = options;
  const { migrates = true, signal } = options;
  const isExternal = databaseUrl !== undefined;
  const client = connect(await server.ensure(), {
    applicationName,
    poolMax: poolMax ?? (isExternal ? 10 : 5),
    statementTimeoutMs: queryTimeoutMs,
    recycle: isExternal,
  });
  // The driver itself would go on waiting for the connection it has begun.
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError("unavailable", "The database is not waited for any more."));
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop);
  });
  let applied: readonly string[];
  try {
    applied = await withDeadline(
      Promise.race([migrates ? migrate(client.sql) : hasAnswered(client.sql), aborted]),
      migrationTimeoutMs,
      "The database",
    );
    if (applied.length > 0) logger.info({ applied }, "database migrated");
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    if (stop !== undefined) signal?.removeEventListener("abort", stop);
  }
  return { ...toDatabase(client, server, logger), applied };
}

async function hasAnswered(sql: Sql): Promise<string[]> {
  await sql`select 1`;
  return [];
}

function toDatabase(
  { sql, close, destroy, listen }: Client,
  server: EmbeddedServer,
  logger: Logger,
): Omit<Database, "applied"> {
  return {
    sql,
    db: drizzle({ client: sql, casing: "snake_case" }),
    async close() {
      await close(closeTimeoutMs);
      await server.release().catch((error: unknown) => logger.warn({ err: error }, "embedded database left running"));
    },
    destroy,
    listen,
  };
}

const advice: Readonly<Record<string, string>> = {
  "28P01": "The password was refused. Correct DATABASE_URL.",
  "28000": "The user was refused. Correct DATABASE_URL, or the server's pg_hba.conf.",
  "3D000": "There is no such database. Create it, or correct DATABASE_URL.",
  "42501": "The user may not create tables there. Make it the owner of the database.",
};

function startError(error: unknown, location: string): unknown {
  if (isAppError(error) && error.code !== "timeout") return error;
  const code = errorCode(error);
  const what =
    (code !== undefined ? advice[code] : undefined) ??
    "Start it, or correct DATABASE_URL; without DATABASE_URL an embedded database is used.";
  return new AppError(
    "unavailable",
    `The database at ${location} cannot be used${code === undefined ? "" : ` (${code})`}. ${what}`,
    { cause: error },
  );
}
