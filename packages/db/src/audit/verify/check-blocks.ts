import type { AuditHead } from "@mcp-tools/core";
import { findSealingKey } from "../audit-keys.ts";
import { blockHash } from "../block-hash.ts";
import { blockColumns, describeBlock, toStoredBlock, type StoredBlock, type StoredBlockRow } from "./stored-block.ts";
import { pageSize, type VerifyContext } from "./verify-context.ts";

interface LinkedRow extends StoredBlockRow {
  /** Of the block that it leads on from. */
  readonly before_writer: string | null;
  readonly before_seq: string | null;
  readonly before_hash: string | null;
  readonly has_first: boolean;
  readonly is_head: boolean;
}

/** What was seen of all blocks before. */
interface Seen {
  sealed: boolean;
  keyed: boolean;
  readonly unknownKeys: Set<string>;
}

/** Checks each block's hash and what it leads on from. */
export async function checkBlocks(context: VerifyContext): Promise<{ count: number; heads: AuditHead[] }> {
  const { signal, problems } = context;
  const seen: Seen = { sealed: false, keyed: false, unknownKeys: new Set() };
  const heads: AuditHead[] = [];
  let count = 0;
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const rows = await readPage(context, after);
    for (const row of rows) {
      const block = toStoredBlock(row);
      for (const text of [sealProblem(block, context, seen), linkProblem(block, row, context)])
        if (text !== undefined) problems.add({ id: block.firstId, text });
      if (!row.has_first) await checkForRows(block, context);
      if (row.is_head && block.hash !== undefined)
        heads.push({ writer: block.writer, seq: block.seq, number: block.number, hash: block.hash });
      after = block.number;
    }
    count += rows.length;
    if (rows.length < pageSize) return { count, heads };
  }
}

function readPage({ database, lastNumber }: VerifyContext, after: number): Promise<LinkedRow[]> {
  const statement = `select ${blockColumns}, p.writer as before_writer, p.seq as before_seq, encode(p.hash, 'hex') as before_hash,
      exists (select from audit where id = b.first_id) as has_first,
      not exists (select from audit_blocks as n where n.writer = b.writer and n.seq = b.seq + 1 and n.number <= $2)
        and not exists (select from audit_blocks as n where n.previous = b.number and n.seq = 0 and n.number <= $2) as is_head
    from (select * from audit_blocks where number > $1 and number <= $2 order by number limit $3) as b
      left join audit_blocks as p on p.number = b.previous
    order by b.number`;
  return database.use(({ sql }) => sql.unsafe<LinkedRow[]>(statement, [after, lastNumber, pageSize]), {
    idempotent: true,
  });
}

function sealProblem(block: StoredBlock, { keys }: VerifyContext, seen: Seen): string | undefined {
  const { hash, digest, keyId } = block;
  if (hash === undefined || digest === undefined)
    return seen.sealed ? `The ${describeBlock(block)} is not sealed, though earlier ones are.` : undefined;
  seen.sealed = true;
  const key = keyId === undefined ? undefined : findSealingKey(keys, keyId);
  if (keyId !== undefined && key === undefined) {
    if (seen.unknownKeys.has(keyId)) return undefined;
    seen.unknownKeys.add(keyId);
    return `The ${describeBlock(block)}, and maybe others, cannot be checked: they are sealed with the key ${keyId}, which is unknown here. Set SECRET_KEY, or SECRET_KEYS_OLD, to what it was.`;
  }
  if (blockHash({ ...block, digest }, key) !== hash)
    return `The ${describeBlock(block)} was changed: its hash is wrong.`;
  if (keyId === undefined && seen.keyed)
    return `The ${describeBlock(block)} is sealed without a key, though earlier ones have one: a process ran without SECRET_KEY, or somebody else wrote it.`;
  seen.keyed ||= keyId !== undefined;
  return undefined;
}

function linkProblem(block: StoredBlock, row: LinkedRow, { anchor }: VerifyContext): string | undefined {
  const { previous, previousHash, seq, writer, hash } = block;
  if (hash === undefined) return undefined;
  if (previous === undefined)
    return seq === 0 ? undefined : `What came before the ${describeBlock(block)} is not known.`;
  if (row.before_hash === null)
    return previous < (anchor?.number ?? 0)
      ? undefined
      : `Block ${previous} is missing: the ${describeBlock(block)} leads on from it.`;
  if (row.before_hash !== previousHash)
    return `The ${describeBlock(block)} does not lead on from block ${previous}, as it should: one of them was replaced.`;
  if (seq > 0 && (row.before_writer !== writer || Number(row.before_seq) !== seq - 1))
    return `The ${describeBlock(block)} is out of order in its chain.`;
  return undefined;
}

/** Only for blocks whose first row is not there: rows that are there are checked when rows are. */
async function checkForRows(block: StoredBlock, { database, anchor, problems }: VerifyContext): Promise<void> {
  if (anchor !== undefined && block.firstId < anchor.bound) return;
  const left = await database.use(
    ({ sql }) =>
      sql`select from audit where id >= ${block.firstId} and id <= ${block.lastId} and block = ${block.number} limit 1`,
    { idempotent: true },
  );
  if (left.length === 0)
    problems.add({ id: block.firstId, text: `All rows of the ${describeBlock(block)} are missing.` });
}
