import { sql } from "drizzle-orm";
import { bigint, index, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";
import { identity as id, tsvector } from "./columns.ts";

const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();

export const memoryEntities = pgTable(
  "memory_entities",
  {
    /** In the order of creation. */
    id: id(),
    space: text().notNull(),
    name: text().notNull(),
    entityType: text().notNull(),
    /** Name, type and observations in lower case, a line each: what a substring is looked for in. */
    searchText: text().notNull(),
    /** The same as words. Cut, because PostgreSQL refuses a tsvector of more than 1 MB. */
    search: tsvector().generatedAlwaysAs(
      sql`setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', left(search_text, 100000)), 'D')`,
    ),
    createdAt: createdAt(),
  },
  (table) => [
    unique("memory_entities_name_key").on(table.space, table.name),
    index("memory_entities_space_idx").on(table.space, table.id),
    index("memory_entities_search_idx").using("gin", table.search),
  ],
);

export const memoryObservations = pgTable(
  "memory_observations",
  {
    id: id(),
    entityId: bigint({ mode: "number" })
      .notNull()
      .references(() => memoryEntities.id, { onDelete: "cascade" }),
    content: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("memory_observations_entity_idx").on(table.entityId, table.id)],
);

/** The ends are names, not references: as in the reference server they need not exist. */
export const memoryRelations = pgTable(
  "memory_relations",
  {
    id: id(),
    space: text().notNull(),
    fromName: text().notNull(),
    toName: text().notNull(),
    relationType: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("memory_relations_key").on(table.space, table.fromName, table.toName, table.relationType),
    index("memory_relations_to_idx").on(table.space, table.toName),
  ],
);
