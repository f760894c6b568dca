import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";

/** Results that were too long to send, see `ResultStore` in core. */
export const keptResults = pgTable(
  "kept_results",
  {
    id: uuid().primaryKey(),
    principalId: text().notNull(),
    tool: text().notNull(),
    result: text().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [index("kept_results_expires_at_idx").on(table.expiresAt)],
);
