import { withDeadline } from "@mcp-tools/core";

/** Opening may start and migrate the embedded database for the first time. */
const OPEN_TIMEOUT_MS = 30_000;

/** @throws AppError `timeout` where it takes longer than opening the database may */
export function withOpenDeadline<T>(work: Promise<T>): Promise<T> {
  return withDeadline(work, OPEN_TIMEOUT_MS, "The database");
}
