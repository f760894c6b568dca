import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** Calls that have been running for a while, see `RunningCallStore` in core. */
export const runningCalls = pgTable(
  "running_calls",
  {
    /** Of the call. */
    id: uuid().primaryKey(),
    processId: text().notNull(),
    notedAt: moment().notNull().defaultNow(),
    /** An `AuditRecord` as JSON text. */
    row: text().notNull(),
  },
  (table) => [index("running_calls_noted_at_idx").on(table.notedAt)],
);
