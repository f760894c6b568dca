import { AppError, createId, type AuditRecord } from "@mcp-tools/core";
import type { Sql } from "postgres";
import { errorCode } from "../connection/database-failure.ts";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import type { SealingKey } from "./audit-keys.ts";
import { insertRows, rowsFormat, rowsText } from "./audit-rows.ts";
import { blockHash, digestOf, type BlockHeader } from "./block-hash.ts";

export interface ChainWriterOptions {
  readonly database: LazyDatabase;
  readonly syncCommit: boolean;
  readonly key: SealingKey | undefined;
}

export interface ChainWriter {
  /**
   * Stores the rows and the block that seals them, both or neither. A lane has one group under way at a time, and a chain of
   * its own, so that groups need no common order. Without rows it finds out whether storing works.
   */
  store(rows: readonly AuditRecord[], lane: number): Promise<void>;
}

/** The last block of a chain, or, with `seq` -1, the block that a new chain begins at. */
interface End {
  readonly writer: string;
  readonly seq: number;
  readonly number: number | undefined;
  readonly hash: string | undefined;
}

/**
 * A row that is stored this long after the time in its id may come too late for its segment of the search index. A group may
 * take another 5 s; the indexer stays behind by more than both.
 */
const lateAfterMs = 5000;
const checkViolation = "23514";

/** Writes groups of rows, each sealed by a block in a chain of hashes. */
export function createChainWriter({ database, syncCommit, key }: ChainWriterOptions): ChainWriter {
  const ends: (End | undefined)[] = [];
  const statement = insertStatement(syncCommit, false);
  const statementWithLate = insertStatement(syncCommit, true);
  /** The database's clock minus ours. */
  let skewMs = 0;

  async function start(sql: Sql): Promise<End> {
    const [newest] = await sql<{ number: string | null; hash: string | null; clock: number }[]>`
      select number, hash, (extract(epoch from clock_timestamp()) * 1000)::float8 as clock
      from (select) as one left join
        (select number, encode(hash, 'hex') as hash from audit_blocks where hash is not null order by number desc limit 1) as newest on true`;
    if (newest !== undefined) skewMs = newest.clock - Date.now();
    return {
      writer: createId(),
      seq: -1,
      number: numberOf(newest?.number),
      hash: newest?.hash ?? undefined,
    };
  }

  /** Undefined when nothing was stored: the block that it follows was lost, or the block is there already. */
  async function insert(sql: Sql, { text, block, late }: SealedGroup): Promise<number | undefined> {
    const [stored] = await sql.unsafe<{ number: string; clock: number }[]>(
      late.length > 0 ? statementWithLate : statement,
      late.length > 0 ? [text, ...block, JSON.stringify(late)] : [text, ...block],
      { prepare: true },
    );
    if (stored === undefined) return undefined;
    skewMs = stored.clock - Date.now();
    return Number(stored.number);
  }

  async function storeAfter(end: End, rows: readonly AuditRecord[], text: string): Promise<End | undefined> {
    const header = headerOf(end, rows, digestOf(text));
    const hash = blockHash(header, key);
    const late = lateIds(rows, Date.now() + skewMs - lateAfterMs);
    const group = { text, block: blockParameters(header, hash, key), late };
    const number = await database.use(({ sql }) => againAfterAttach(() => insert(sql, group)), { idempotent: true });
    return number === undefined ? undefined : { writer: header.writer, seq: header.seq, number, hash };
  }

  async function isStored({ writer, seq }: End): Promise<boolean> {
    const found = await database.use(
      ({ sql }) => sql`select from audit_blocks where writer = ${writer} and seq = ${seq + 1}`,
      { idempotent: true },
    );
    return found.length > 0;
  }

  return {
    async store(group, lane) {
      if (group.length === 0) return probe(database);
      const rows = inOrder(group);
      const text = rowsText(rows);
      const end = ends[lane] ?? (await database.use(({ sql }) => start(sql), { idempotent: true }));
      // Until it is known what became of this group: after a failure it may or may not be there, and another chain begins.
      ends[lane] = undefined;
      const next = await storeAfter(end, rows, text);
      if (next !== undefined) ends[lane] = next;
      else if (!(await isStored(end))) {
        // The database's machine went down and the last blocks with it, which asynchronous commit allows.
        const fresh = await database.use(({ sql }) => start(sql), { idempotent: true });
        const first = await storeAfter(fresh, rows, text);
        if (first === undefined) throw new AppError("unavailable", "The audit's chain changes while it is written to.");
        ends[lane] = first;
      }
    },
  };
}

function numberOf(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : Number(text);
}

interface SealedGroup {
  /** The rows. */
  readonly text: string;
  readonly block: readonly (string | number | null)[];
  readonly late: readonly string[];
}

/**
 * One statement, so that it is one round trip and all or nothing. `set_config` lasts for the statement. Repeating it changes
 * nothing. The rows go as one parameter, which costs less on both sides than arrays or a parameter for each value.
 */
function insertStatement(syncCommit: boolean, withLate: boolean): string {
  return `with block as (
      insert into audit_blocks (format, writer, seq, previous, previous_hash, rows, first_id, last_id, digest, key_id, hash)
      select ${rowsFormat}, $2::uuid, $3::bigint, $4::bigint, decode($5::text, 'hex'), $6::integer, $7::uuid, $8::uuid,
        decode($9::text, 'hex'), $10::text, decode($11::text, 'hex')
      from (select set_config('synchronous_commit', '${syncCommit ? "on" : "off"}', true)) as setting
      where $4::bigint is null
        or exists (select from audit_blocks as before where before.number = $4 and before.hash = decode($5::text, 'hex'))
      on conflict (writer, seq) do nothing
      returning number
    ), stored as (
      ${insertRows("block")}
    )${withLate ? `, late as (insert into audit_late select id::uuid from block, json_array_elements_text($12::text::json) as id on conflict do nothing)` : ""}
    select number, (extract(epoch from clock_timestamp()) * 1000)::float8 as clock from block`;
}

/** A row on its way to the default partition finds that its own partition has been made meanwhile; the statement had no effect. */
async function againAfterAttach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== checkViolation) throw error;
    return work();
  }
}

async function probe(database: LazyDatabase): Promise<void> {
  await database.use(({ sql }) => sql`insert into audit_late select null::uuid where false`, { idempotent: true });
}

/** By id, as whoever checks them reads them; nearly in order already. */
function inOrder(rows: readonly AuditRecord[]): AuditRecord[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The rows are in the order of their ids, and so of their times. */
function lateIds(rows: readonly AuditRecord[], before: number): string[] {
  const late: string[] = [];
  for (const { id } of rows) {
    if (Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) >= before) break;
    late.push(id);
  }
  return late;
}

function headerOf(end: End, rows: readonly AuditRecord[], digest: string): BlockHeader {
  return {
    format: rowsFormat,
    writer: end.writer,
    seq: end.seq + 1,
    previous: end.number,
    previousHash: end.hash,
    rows: rows.length,
    firstId: rows[0]?.id ?? "",
    lastId: rows.at(-1)?.id ?? "",
    digest,
  };
}

/** `$2` to `$11`. */
function blockParameters(header: BlockHeader, hash: string, key: SealingKey | undefined): (string | number | null)[] {
  const { writer, seq, previous = null, previousHash = null, rows, firstId, lastId, digest } = header;
  return [writer, seq, previous, previousHash, rows, firstId, lastId, digest, key?.id ?? null, hash];
}
