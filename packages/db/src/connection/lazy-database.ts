import { AppError, isAppError } from "@mcp-tools/core";
import { databaseFailure, toAppError } from "./database-failure.ts";
import {
  databaseLocation,
  defaultQueryTimeoutMs,
  openDatabase,
  type Database,
  type DatabaseOptions,
} from "./open-database.ts";
import { withDeadline } from "./with-deadline.ts";

export interface UseOptions {
  /** Default: the query timeout and a second. */
  readonly timeoutMs?: number;
  /** Doing it twice is as good as once: it is repeated when the connection is lost underway. */
  readonly idempotent?: boolean;
}

/** The database of a process: dials nothing until first used, and comes back by itself when the database does. */
export interface LazyDatabase {
  readonly kind: "embedded" | "external";
  /** For people, without credentials: a folder or a host/database. */
  readonly location: string;
  /**
   * Opens it once; a failed opening is tried again by the next call. Do not keep what it gives: it is replaced when it fails.
   * @throws AppError `unavailable`
   */
  get(): Promise<Database>;
  /**
   * Runs `work` with a deadline, and reconnects (or restarts the embedded server) where that helps.
   * @throws AppError `unavailable` when the database is the reason; whatever else `work` throws
   */
  use<T>(work: (database: Database) => PromiseLike<T>, options?: UseOptions): Promise<T>;
  /** Undefined when it answers, else one line that says what is wrong; within a second. */
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}

const checkTimeoutMs = 900;
const graceMs = 1000;
/** After the first opening, successful or not, nobody should wait long for a database that is not there. */
const reopenTimeoutMs = 2000;
const triesMax = 3;

export function createLazyDatabase(options: DatabaseOptions): LazyDatabase {
  const { databaseUrl, logger, queryTimeoutMs = defaultQueryTimeoutMs } = options;
  const location = databaseLocation(options);
  let opening: Promise<Database> | undefined;
  let current: Database | undefined;
  let hasTried = false;
  let isClosed = false;

  async function open(): Promise<Database> {
    const isFirst = !hasTried;
    hasTried = true;
    const database = await openDatabase(isFirst ? options : { ...options, startTimeoutMs: reopenTimeoutMs });
    if (isClosed) {
      await database.close();
      throw closedError();
    }
    return (current = database);
  }

  function get(): Promise<Database> {
    if (isClosed) return Promise.reject(closedError());
    if (current !== undefined) return Promise.resolve(current);
    opening ??= open().finally(() => (opening = undefined));
    return opening;
  }

  function drop(database: Database, error: unknown): void {
    if (current === database) {
      logger.warn({ location, err: error }, "database connections dropped");
      current = undefined;
    }
    database.destroy();
  }

  async function use<T>(
    work: (database: Database) => PromiseLike<T>,
    { timeoutMs = queryTimeoutMs + graceMs, idempotent = false }: UseOptions = {},
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      const database = await get();
      try {
        return await withDeadline(work(database), timeoutMs);
      } catch (error) {
        const failure = databaseFailure(error);
        // A lost connection the pool replaces by itself.
        if (failure === "unreachable" || failure === "hung") drop(database, error);
        const mayRepeat = failure === "unreachable" || (failure === "lost" && idempotent);
        if (!mayRepeat || tries === triesMax || isClosed) throw toAppError(error, location);
      }
    }
  }

  async function ask(): Promise<void> {
    if (current === undefined) await get();
    else await use(({ sql }) => sql`select 1`, { idempotent: true });
  }

  return {
    kind: databaseUrl === undefined ? "embedded" : "external",
    location,
    get,
    use,
    async check() {
      try {
        await withDeadline(ask(), checkTimeoutMs);
        return undefined;
      } catch (error) {
        if (isAppError(error)) return error.code === "timeout" ? "The database does not answer yet." : error.message;
        return "The database answers with an error.";
      }
    },
    async close() {
      isClosed = true;
      const database = current ?? (await opening?.catch(() => undefined));
      current = undefined;
      await database?.close();
    },
  };
}

function closedError(): AppError {
  return new AppError("unavailable", "The database is closed: the process is shutting down.");
}
