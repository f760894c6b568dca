import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, createdAt, identity, moment } from "./columns.ts";

/**
 * Everything that was done, see `AuditRecord` in core. The id is a UUIDv7, so that it sorts by time: the table is partitioned
 * by it, a week each (`audit_20260105`, its Monday, UTC), and the primary key serves time, paging and the single row.
 * There is no other index on it: each would cost every call. What is in the rows is found through `auditSegments`.
 */
export const audit = pgTable("audit", {
  id: uuid().primaryKey(),
  /** Number of the block that it was written in. */
  block: bigint({ mode: "number" }).notNull(),
  kind: text().notNull(),
  action: text().notNull(),
  startedAt: moment().notNull(),
  principalId: text().notNull(),
  principalName: text().notNull(),
  transport: text().notNull(),
  protocolVersion: text(),
  client: text(),
  sessionId: text(),
  address: text(),
  toolset: text(),
  tool: text().notNull(),
  subject: text(),
  arguments: text().notNull(),
  outcome: text().notNull(),
  message: text(),
  durationMs: doublePrecision().notNull(),
  resultBytes: integer().notNull(),
  requestId: text(),
  traceId: text(),
});

/** The rows of one insert, sealed: `hash` covers all of the other columns but `number` and `createdAt`. */
export const auditBlocks = pgTable(
  "audit_blocks",
  {
    number: identity(),
    /** How its rows were written to be hashed: 1 as JSON, 2 as text. */
    format: integer().notNull().default(1),
    /** A chain has one writer. All zeros: rows from before there were chains. */
    writer: uuid().notNull(),
    /** From 0, in the chain. */
    seq: bigint({ mode: "number" }).notNull(),
    /** The block before it in the chain; of a chain's first block the newest of any chain. Null only where there was none. */
    previous: bigint({ mode: "number" }),
    previousHash: bytea(),
    rows: integer().notNull(),
    /** The least and the greatest id in it. */
    firstId: uuid().notNull(),
    lastId: uuid().notNull(),
    /** SHA-256 of the rows. */
    digest: bytea(),
    /** Of the key of `hash`; null: without a key. */
    keyId: text(),
    hash: bytea(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("audit_blocks_seq_key").on(table.writer, table.seq),
    // Where chains begin; within a chain, seq leads on.
    index("audit_blocks_start_idx")
      .on(table.previous)
      .where(sql`${table.seq} = 0`),
  ],
);

/** What retention has taken away; one row. */
export const auditAnchor = pgTable("audit_anchor", {
  only: boolean().primaryKey().default(true),
  /** Blocks below it are gone. */
  number: bigint({ mode: "number" }).notNull(),
  /** Rows below it are gone. */
  bound: uuid().notNull(),
  keyId: text(),
  hash: bytea().notNull(),
  setAt: createdAt(),
});

/**
 * The search index, written in the background, 8,000 rows at a time: a segment of one part. Sixteen of those become a segment of
 * sixteen parts. Each part has 8,000 places, whose last ones its rows have, in the order of their ids.
 */
export const auditSegments = pgTable(
  "audit_segments",
  {
    number: identity(),
    /** All rows up to this id are in this segment, an earlier one, or `auditLate`. */
    indexedTo: uuid().notNull(),
    minId: uuid().notNull(),
    maxId: uuid().notNull(),
    /** 16 bytes for each place, zeros for one without a row. */
    ids: bytea().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique("audit_segments_max_id_key").on(table.maxId, table.number)],
);

/** The words of a segment in order, cut into pages, each with its rows in each part: see `WordPage`. */
export const auditWords = pgTable(
  "audit_words",
  {
    segment: bigint({ mode: "number" }).notNull(),
    firstWord: text().notNull(),
    entries: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.segment, table.firstWord] })],
);

/** Rows that were committed well after the time in their id, for which the segment of their time was written already. */
export const auditLate = pgTable("audit_late", { id: uuid().primaryKey() });
