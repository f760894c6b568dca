import { createHash, type Hash } from "node:crypto";
import { auditColumns, toRecord, type AuditRow } from "../audit-rows.ts";
import { rowsFormatOf, type RowsFormat } from "./rows-formats.ts";
import {
  blockColumns,
  describeBlock,
  timeOf,
  toStoredBlock,
  type StoredBlock,
  type StoredBlockRow,
} from "./stored-block.ts";
import { pageSize, type VerifyContext } from "./verify-context.ts";

/** A block some of whose rows have been read. */
interface OpenBlock {
  readonly block: StoredBlock;
  readonly format: RowsFormat | undefined;
  readonly digest: Hash;
  rows: number;
}

const orphansMax = 1000;
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Reads all rows once, by id, and checks each block when its last row has passed. Rows of a block lie close together, but for
 * those that took long: only of blocks with such rows is something kept for more than a moment. Returns the number of rows.
 */
export async function checkRows(context: VerifyContext): Promise<number> {
  const open = new Map<number, OpenBlock>();
  const orphans = new Set<number>();
  let count = 0;
  for (let after = firstId; ;) {
    context.signal?.throwIfAborted();
    const page = await readPage(context, after);
    const rows = page.filter(({ block }) => Number(block) <= context.lastNumber);
    await openBlocks(context, open, new Set(rows.map(({ block }) => Number(block))));
    for (const row of rows) addRow(row, open, orphans, context);
    count += rows.length;
    const last = page.at(-1)?.id;
    closePassed(context, open, page.length < pageSize ? undefined : last);
    if (last === undefined || page.length < pageSize) return count;
    after = last;
  }
}

function readPage({ database }: VerifyContext, after: string): Promise<AuditRow[]> {
  const statement = `select ${auditColumns} from audit where id > $1 order by id limit $2`;
  return database.use(({ sql }) => sql.unsafe<AuditRow[]>(statement, [after, pageSize]), { idempotent: true });
}

async function openBlocks(
  { database }: VerifyContext,
  open: Map<number, OpenBlock>,
  numbers: Set<number>,
): Promise<void> {
  const wanted = [...numbers].filter((number) => !open.has(number));
  if (wanted.length === 0) return;
  const statement = `select ${blockColumns} from audit_blocks as b
    where number in (select json_array_elements_text($1::text::json)::bigint)`;
  const rows = await database.use(({ sql }) => sql.unsafe<StoredBlockRow[]>(statement, [JSON.stringify(wanted)]), {
    idempotent: true,
  });
  for (const row of rows) {
    const block = toStoredBlock(row);
    open.set(block.number, { block, format: rowsFormatOf(block.format), digest: createHash("sha256"), rows: 0 });
  }
}

function addRow(row: AuditRow, open: Map<number, OpenBlock>, orphans: Set<number>, { problems }: VerifyContext): void {
  const number = Number(row.block);
  const found = open.get(number);
  if (found === undefined || row.id < found.block.firstId || row.id > found.block.lastId) {
    if (orphans.has(number)) return;
    if (orphans.size < orphansMax) orphans.add(number);
    const what =
      found === undefined
        ? `names block ${number}, which is missing`
        : `does not belong to block ${number}, which it names`;
    return problems.add({
      id: row.id,
      text: `The row ${row.id} (${timeOf(row.id)}) ${what}: it was inserted by somebody else, or its block was removed.`,
    });
  }
  const { format, digest } = found;
  if (format !== undefined)
    digest.update((found.rows === 0 ? format.before : format.between) + format.write(toRecord(row)));
  found.rows++;
}

/** @param upTo undefined: no further row comes */
function closePassed(context: VerifyContext, open: Map<number, OpenBlock>, upTo: string | undefined): void {
  for (const [number, found] of open) {
    if (upTo !== undefined && found.block.lastId > upTo) continue;
    open.delete(number);
    checkBlock(found, context);
  }
}

function checkBlock({ block, format, digest, rows }: OpenBlock, { anchor, problems }: VerifyContext): void {
  // Some of its rows may have gone with their partition.
  if (anchor !== undefined && block.firstId < anchor.bound) return;
  const name = describeBlock(block);
  const add = (text: string) => problems.add({ id: block.firstId, text });
  if (rows === 0) return;
  if (rows < block.rows) add(`Of the ${name} ${block.rows - rows} are missing.`);
  else if (rows > block.rows) add(`The ${name} has ${rows - block.rows} more than were sealed: they were inserted.`);
  else if (format === undefined)
    add(`Rows of the ${name} cannot be checked: a newer version of mcp-tools wrote them. Check with that one.`);
  else if (block.digest !== undefined && digest.update(format.after).digest("hex") !== block.digest)
    add(`Rows of the ${name} were changed.`);
}
