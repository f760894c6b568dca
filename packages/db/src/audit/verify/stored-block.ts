import type { BlockHeader } from "../block-hash.ts";

/** A block as it is stored. Without `digest` and `hash` it holds rows from before there were chains. */
export interface StoredBlock extends Omit<BlockHeader, "digest"> {
  readonly number: number;
  readonly digest: string | undefined;
  readonly keyId: string | undefined;
  readonly hash: string | undefined;
}

/** Columns of `audit_blocks`, called `b`, as `StoredBlockRow`. */
export const blockColumns = `b.number, b.format, b.writer, b.seq, b.previous, encode(b.previous_hash, 'hex') as previous_hash, b.rows,
  b.first_id, b.last_id, encode(b.digest, 'hex') as digest, b.key_id, encode(b.hash, 'hex') as hash`;

export interface StoredBlockRow {
  readonly number: string;
  readonly format: number;
  readonly writer: string;
  readonly seq: string;
  readonly previous: string | null;
  readonly previous_hash: string | null;
  readonly rows: number;
  readonly first_id: string;
  readonly last_id: string;
  readonly digest: string | null;
  readonly key_id: string | null;
  readonly hash: string | null;
}

export function toStoredBlock(row: StoredBlockRow): StoredBlock {
  return {
    number: Number(row.number),
    format: row.format,
    writer: row.writer,
    seq: Number(row.seq),
    previous: row.previous === null ? undefined : Number(row.previous),
    previousHash: row.previous_hash ?? undefined,
    rows: row.rows,
    firstId: row.first_id,
    lastId: row.last_id,
    digest: row.digest ?? undefined,
    keyId: row.key_id ?? undefined,
    hash: row.hash ?? undefined,
  };
}

/** `block 12 (3 rows, 2026-01-05T10:00:00.000Z)` */
export function describeBlock({ number, rows, firstId }: StoredBlock): string {
  return `block ${number} (${rows} ${rows === 1 ? "row" : "rows"}, ${timeOf(firstId)})`;
}

export function timeOf(id: string): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}
