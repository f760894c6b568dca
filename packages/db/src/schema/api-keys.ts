import type { ApiKeySecret, Grant, Limits, OutputBudget } from "@mcp-tools/core";
import { isNull } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";

/** See `ApiKey` in core. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    grant: jsonb().$type<Grant>().notNull(),
    limits: jsonb().$type<Limits>(),
    output: jsonb().$type<OutputBudget>(),
    personId: text(),
    secrets: jsonb().$type<readonly ApiKeySecret[]>().notNull(),
    createdAt: createdAt(),
    createdBy: text().notNull(),
    expiresAt: moment(),
    revokedAt: moment(),
    lastUsedAt: moment(),
    lastUsedFrom: text(),
    /** By the database's clock; what caches ask by. */
    changedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("api_keys_name_key").on(table.name).where(isNull(table.revokedAt)),
    index("api_keys_changed_at_idx").on(table.changedAt),
  ],
);
