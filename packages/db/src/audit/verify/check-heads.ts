import type { AuditHead } from "@mcp-tools/core";
import type { VerifyContext } from "./verify-context.ts";

const headsATime = 1000;

/** Whether the ends that an earlier check saw are still there: a chain that was cut at its end looks whole by itself. */
export async function checkHeads(context: VerifyContext, heads: readonly AuditHead[]): Promise<void> {
  for (let at = 0; at < heads.length; at += headsATime) {
    context.signal?.throwIfAborted();
    await checkSome(context, heads.slice(at, at + headsATime));
  }
}

async function checkSome({ database, anchor, problems }: VerifyContext, heads: readonly AuditHead[]): Promise<void> {
  const statement = `select number, writer, seq, encode(hash, 'hex') as hash from audit_blocks
    where number in (select json_array_elements_text($1::text::json)::bigint)`;
  const rows = await database.use(
    ({ sql }) =>
      sql.unsafe<{ number: string; writer: string; seq: string; hash: string | null }[]>(statement, [
        JSON.stringify(heads.map(({ number }) => number)),
      ]),
    { idempotent: true },
  );
  const byNumber = new Map(rows.map((row) => [Number(row.number), row]));
  for (const { number, writer, seq, hash } of heads) {
    const row = byNumber.get(number);
    if (row === undefined) {
      if (number >= (anchor?.number ?? 0))
        problems.add({
          text: `Block ${number}, which an earlier check saw as the end of a chain, is missing, and maybe others after it.`,
        });
    } else if (row.hash !== hash || row.writer !== writer || Number(row.seq) !== seq)
      problems.add({ text: `Block ${number} is not the one that an earlier check saw: it was replaced.` });
  }
}
