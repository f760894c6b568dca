import { pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, createdAt, moment } from "./columns.ts";

/** Secrets that tools need, encrypted; see `CredentialStore` in core. */
export const credentials = pgTable(
  "credentials",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Null: shared by all. */
    principalId: text(),
    keyId: text().notNull(),
    nonce: bytea().notNull(),
    ciphertext: bytea().notNull(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
    updatedBy: text().notNull(),
  },
  (table) => [unique("credentials_name_key").on(table.name, table.principalId).nullsNotDistinct()],
);
