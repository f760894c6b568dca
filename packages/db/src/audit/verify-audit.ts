import type { AuditHead, AuditVerdict } from "@mcp-tools/core";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { readAnchor, type AuditAnchor } from "./audit-anchor.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { checkBlocks } from "./verify/check-blocks.ts";
import { checkHeads } from "./verify/check-heads.ts";
import { checkRows } from "./verify/check-rows.ts";
import { createProblems } from "./verify/problems.ts";

export interface VerifyDeps {
  readonly database: LazyDatabase;
  readonly keys: AuditKeys;
}

export interface VerifyOptions {
  readonly heads?: readonly AuditHead[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads every block and every row once, in pages, and recomputes all hashes. What is committed meanwhile is left for the next time.
 * @throws the signal's reason when it is aborted
 */
export async function verifyAudit(deps: VerifyDeps, { heads = [], signal }: VerifyOptions = {}): Promise<AuditVerdict> {
  const { database, keys } = deps;
  const anchor = await readTrustedAnchor(deps);
  const lastNumber = await readLastNumber(database);
  const problems = createProblems();
  if (anchor !== undefined && !anchor.isAuthentic)
    problems.add({ text: "What retention has removed is not vouched for by any known key: rows may have been removed by somebody else." });
  const context = { database, keys, anchor, lastNumber, problems, signal };
  const blocks = await checkBlocks(context);
  const rows = await checkRows(context);
  await checkHeads(context, heads);
  // Retention may have gone on meanwhile, and what it took is not missing.
  const found = problems.list((await readTrustedAnchor(deps))?.bound);
  return { ok: found.length === 0, rows, blocks: blocks.count, problems: found, heads: blocks.heads };
}

function readTrustedAnchor({ database, keys }: VerifyDeps): Promise<AuditAnchor | undefined> {
  return database.use(({ sql }) => readAnchor(sql, keys), { idempotent: true });
}

async function readLastNumber(database: LazyDatabase): Promise<number> {
  const [row] = await database.use(
    ({ sql }) => sql<{ number: string | null }[]>`select max(number) as number from audit_blocks`,
    { idempotent: true },
  );
  return Number(row?.number ?? 0);
}
