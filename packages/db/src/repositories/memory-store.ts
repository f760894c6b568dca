import type { MemoryStore } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { openNodes, readGraph, searchNodes } from "./memory-reads.ts";
import {
  insertEntities,
  insertObservations,
  insertRelations,
  removeEntities,
  removeObservations,
  removeRelations,
} from "./memory-writes.ts";

/** First key of the advisory locks that order the writers of a space. */
const spaceLock = 0x6d_65_6d;

/** The knowledge graph in tables. Lists go to the database as one JSON parameter, so that a thousand entities are one statement. */
export function createMemoryStore({ database }: { database: LazyDatabase }): MemoryStore {
  const read = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    database.use(({ sql }) => work(sql), { idempotent: true });

  /** One writer per space at a time: what a statement sees is then what it changes, and nobody deadlocks. */
  const write = <T>(space: string, work: (sql: TransactionSql) => Promise<T>): Promise<T> =>
    database.use(({ sql }) =>
      sql.begin(async (transaction) => {
        await transaction`select pg_advisory_xact_lock(${spaceLock}, hashtext(${space}))`;
        return work(transaction);
      }),
    ) as Promise<T>;

  return {
    createEntities: (space, entities) => write(space, (sql) => insertEntities(sql, space, entities)),
    createRelations: (space, relations) => write(space, (sql) => insertRelations(sql, space, relations)),
    addObservations: (space, additions) => write(space, (sql) => insertObservations(sql, space, additions)),
    deleteEntities: (space, names) => write(space, (sql) => removeEntities(sql, space, names)),
    deleteObservations: (space, deletions) => write(space, (sql) => removeObservations(sql, space, deletions)),
    deleteRelations: (space, relations) => write(space, (sql) => removeRelations(sql, space, relations)),
    readGraph: (space, limit) => read((sql) => readGraph(sql, space, limit)),
    searchNodes: (space, query, limit) => read((sql) => searchNodes(sql, space, query, limit)),
    openNodes: (space, names) => read((sql) => openNodes(sql, space, names)),
  };
}
