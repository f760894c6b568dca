import { AppError, isAppError } from "@mcp-tools/core";

/**
 * What a failed query says about the database:
 * `unreachable` nothing was sent, so that repeating is safe; `lost` the connection ended underway, the outcome is open;
 * `hung` no answer in time, the connection is of no more use; `slow` the server itself gave the query up;
 * `refused` it answers, but does not serve us;
 * undefined: the database is fine, the query is not.
 */
export type DatabaseFailure = "unreachable" | "lost" | "hung" | "slow" | "refused";

// Node and postgres.js name the first kinds, https://www.postgresql.org/docs/current/errcodes-appendix.html the SQLSTATEs.
const failures: Readonly<Record<string, DatabaseFailure>> = {
  ECONNREFUSED: "unreachable",
  ENOENT: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "unreachable",
  CONNECT_TIMEOUT: "unreachable",
  "57P03": "unreachable", // cannot_connect_now: starting up or shutting down
  ECONNRESET: "lost",
  EPIPE: "lost",
  CONNECTION_CLOSED: "lost",
  CONNECTION_DESTROYED: "lost",
  CONNECTION_ENDED: "lost",
  "57P01": "lost", // admin_shutdown
  "57P02": "lost", // crash_shutdown
  "57P05": "lost", // idle_session_timeout
  "57014": "slow", // query_canceled: statement_timeout
  "55P03": "slow", // lock_not_available: lock_timeout
  "25006": "refused", // read_only_sql_transaction: a standby, or a failover under way
  "28000": "refused",
  "28P01": "refused",
  "3D000": "refused",
  "42501": "refused",
};

/** Classes that mean the server is out of something, e.g. 53300 too_many_connections, 58030 io_error. */
const refusingClasses = ["53", "58"];

export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  if (isAppError(error)) return error.code === "timeout" ? "hung" : undefined;
  const code = errorCode(error);
  if (code === undefined) return undefined;
  return failures[code] ?? (code.length === 5 && refusingClasses.includes(code.slice(0, 2)) ? "refused" : undefined);
}

/** The first `code` on the error or its causes: drizzle wraps, `net` collects one error per address. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string" && !isAppError(error)) return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return errorCode(error.cause);
}

const reasons: Readonly<Record<DatabaseFailure, string>> = {
  unreachable: "it cannot be reached",
  lost: "the connection was lost",
  hung: "it does not answer",
  slow: "it takes too long",
  refused: "it refuses to serve",
};

/** What callers get instead of the driver's error; a fault of ours, which says nothing about the database, passes unchanged. */
export function toAppError(error: unknown, location: string): unknown {
  const failure = databaseFailure(error);
  if (failure === undefined) return error;
  const code = errorCode(error);
  const reason = code === undefined ? reasons[failure] : `${reasons[failure]}: ${code}`;
  return new AppError("unavailable", `The database is not available (${reason}). Try again in a moment.`, {
    detail: { location, code },
    cause: error,
  });
}
