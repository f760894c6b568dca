import type { PolicyDocument } from "@mcp-tools/core";
import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** Every version of the policy; the newest one holds. */
export const policies = pgTable("policies", {
  version: integer().primaryKey(),
  document: jsonb().$type<PolicyDocument>().notNull(),
  createdAt: createdAt(),
  createdBy: text().notNull(),
  note: text(),
});
