import { doublePrecision, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** One row per tool call, see `AuditRecord` in core. The id is a UUIDv7, so it sorts by time and pages newest first. */
export const calls = pgTable(
  "calls",
  {
    id: uuid().primaryKey(),
    startedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    principalId: text().notNull(),
    transport: text().notNull(),
    protocolVersion: text(),
    client: text(),
    sessionId: text(),
    tool: text().notNull(),
    arguments: text().notNull(),
    outcome: text().notNull(),
    message: text(),
    durationMs: doublePrecision().notNull(),
    resultBytes: integer().notNull(),
    requestId: text(),
    traceId: text(),
  },
  (table) => [
    index("calls_tool_idx").on(table.tool, table.id),
    index("calls_outcome_idx").on(table.outcome, table.id),
    // Rows arrive in order of time: a block range index answers "the last hour" and costs an insert nothing.
    index("calls_started_at_idx").using("brin", table.startedAt).with({ autosummarize: true }),
  ],
);
