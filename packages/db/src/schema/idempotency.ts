import { sql } from "drizzle-orm";
import { index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";

/** Calls by their idempotency key, see `IdempotencyStore` in core. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    id: uuid().primaryKey(),
    principalId: text().notNull(),
    tool: text().notNull(),
    key: text().notNull(),
    argumentsDigest: text().notNull(),
    callId: uuid().notNull(),
    processId: text().notNull(),
    /** `running`, `done` or `unknown`. */
    state: text().notNull(),
    result: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    unique("idempotency_keys_key").on(table.principalId, table.tool, table.key),
    index("idempotency_keys_expires_at_idx").on(table.expiresAt),
    /** Few among many: what is looked through for processes that are gone. */
    index("idempotency_keys_running_idx")
      .on(table.createdAt)
      .where(sql`${table.state} = 'running'`),
  ],
);
