import type { OpenSession } from "@mcp-tools/core";
import { bigint, doublePrecision, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Running processes as they last reported themselves, see `ProcessReport` in core. */
export const processes = pgTable("processes", {
  id: text().primaryKey(),
  host: text().notNull(),
  pid: integer().notNull(),
  version: text().notNull(),
  services: jsonb().$type<readonly string[]>().notNull(),
  startedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  /** By the database's clock, so that hosts with different clocks can be compared. */
  lastSeenAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
  rssBytes: bigint({ mode: "number" }).notNull(),
  cpu: doublePrecision().notNull(),
  sessions: jsonb().$type<Readonly<Record<string, number>>>().notNull(),
  openSessions: jsonb().$type<readonly OpenSession[]>().notNull().default([]),
});
