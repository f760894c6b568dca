import { AppError, isAppError, withDeadline, type Tracing } from "@mcp-tools/core";
import { databaseFailure, toAppError } from "./database-failure.ts";
import {
  databaseLocation,
  defaultQueryTimeoutMs,
  openDatabase,
  type Database,
  type DatabaseOptions,
} from "./open-database.ts";

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
  /** Where it was never open it is not opened any more, and whoever waits for it is refused now; else nothing happens. */
  stopOpening(): void;
  close(): Promise<void>;
}

const checkTimeoutMs = 900;
const graceMs = 1000;
/** After the first opening, successful or not, nobody should wait long for a database that is not there. */
const reopenTimeoutMs = 2000;
const triesMax = 3;

export interface LazyDatabaseOptions extends DatabaseOptions {
  /** Absent where nobody collects traces. */
  readonly tracing?: Pick<Tracing, "child"> | undefined;
}

const querySpan = { kind: "client", attributes: { "db.system.name": "postgresql" } } as const;

export function createLazyDatabase(options: LazyDatabaseOptions): LazyDatabase {
  const { databaseUrl, logger, tracing, queryTimeoutMs = defaultQueryTimeoutMs } = options;
  const location = databaseLocation(options);
  let opening: Promise<Database> | undefined;
  let current: Database | undefined;
  const stopping = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener("abort", () => reject(closedError()), { once: true });
  });
  stopped.catch(() => {});
  let work: Promise<Database> | undefined;
  let hasTried = false;
  let wasOpen = false;
  let isClosed = false;

  const isOver = () => isClosed || stopping.signal.aborted;

  async function open(): Promise<Database> {
    const isFirst = !hasTried;
    hasTried = true;
    const database = await openDatabase({
      ...options,
      signal: stopping.signal,
      ...(isFirst ? {} : { startTimeoutMs: reopenTimeoutMs }),
    });
    if (isOver()) {
      await database.close();
      throw closedError();
    }
    wasOpen = true;
    return (current = database);
  }

  function get(): Promise<Database> {
    if (isOver()) return Promise.reject(closedError());
    if (current !== undefined) return Promise.resolve(current);
    if (opening === undefined) {
      work = open().finally(() => (work = undefined));
      opening = Promise.race([work, stopped]).finally(() => (opening = undefined));
    }
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
        return await withDeadline(work(database), timeoutMs, "The database");
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
    use:
      tracing === undefined
        ? use
        : async (query, about) => tracing.child("postgresql", querySpan, () => use(query, about)),
    async check() {
      try {
        await withDeadline(ask(), checkTimeoutMs, "The database");
        return undefined;
      } catch (error) {
        if (isAppError(error)) return error.code === "timeout" ? "The database does not answer yet." : error.message;
        return "The database answers with an error.";
      }
    },
    stopOpening() {
      if (!wasOpen) stopping.abort();
    },
    async close() {
      isClosed = true;
      const database = current ?? (await work?.catch(() => undefined));
      current = undefined;
      await database?.close();
    },
  };
}

function closedError(): AppError {
  return new AppError("unavailable", "The database is closed: the process is shutting down.");
}
