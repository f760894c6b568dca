import { createHmac, hash } from "node:crypto";
import type { SealingKey } from "./audit-keys.ts";

/** What the hash of a block covers. */
export interface BlockHeader {
  /** How its rows were written to be hashed. */
  readonly format: number;
  readonly writer: string;
  readonly seq: number;
  readonly previous: number | undefined;
  /** Hexadecimal, like all hashes here. */
  readonly previousHash: string | undefined;
  readonly rows: number;
  readonly firstId: string;
  readonly lastId: string;
  readonly digest: string;
}

/**
 * Over the header, with the digest of the rows in it: so the chain can be checked when retention has taken the rows.
 * Without a key plain SHA-256.
 */
export function blockHash(header: BlockHeader, key: SealingKey | undefined): string {
  const { format, writer, seq, previous = "", previousHash = "", rows, firstId, lastId, digest } = header;
  return sealed([`block ${format}`, writer, seq, previous, previousHash, rows, firstId, lastId, digest], key);
}

/** Over what retention has taken away. */
export function anchorHash({ number, bound }: { number: number; bound: string }, key: SealingKey | undefined): string {
  return sealed(["anchor 1", number, bound], key);
}

function sealed(parts: readonly (string | number)[], key: SealingKey | undefined): string {
  const text = [...parts, key?.id ?? ""].join("\n");
  return key === undefined ? hash("sha256", text) : createHmac("sha256", key.key).update(text).digest("hex");
}

export function digestOf(rowsText: string): string {
  return hash("sha256", rowsText);
}
