import type { AuditHead, AuditVerdict } from "@mcp-tools/core";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { readAnchor, type AuditAnchor } from "./audit-anchor.ts";
import type { SealingKeys } from "./audit-keys.ts";
import { checkBlocks } from "./verify/check-blocks.ts";
import { checkHeads } from "./verify/check-heads.ts";
import { checkRows } from "./verify/check-rows.ts";
import { createProblems } from "./verify/problems.ts";

export interface VerifyDeps {
  readonly database: LazyDatabase;
  readonly keys: SealingKeys;
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
  const found = await findAnchor(deps);
  const anchor = found?.isAuthentic === true ? found : undefined;
  const lastNumber = await readLastNumber(database);
  const problems = createProblems();
  if (found !== undefined && anchor === undefined) problems.add({ text: untrusted });
  const context = { database, keys, anchor, lastNumber, problems, signal };
  const blocks = await checkBlocks(context);
  const rows = await checkRows(context);
  await checkHeads(context, heads);
  // Retention may have gone on meanwhile, and what it took is not missing.
  const later = anchor === undefined ? undefined : await findAnchor(deps);
  const told = problems.list(later?.isAuthentic === true ? later.bound : undefined);
  return { ok: told.length === 0, rows, blocks: blocks.count, problems: told, heads: blocks.heads };
}

const untrusted =
  "What retention has removed is not vouched for by a key that is known here: somebody else may have removed it. (When SECRET_KEY was set after that, this ends with the next week that retention removes.)";

function findAnchor({ database, keys }: VerifyDeps): Promise<AuditAnchor | undefined> {
  return database.use(({ sql }) => readAnchor(sql, keys), { idempotent: true });
}

async function readLastNumber(database: LazyDatabase): Promise<number> {
  const [row] = await database.use(
    ({ sql }) => sql<{ number: string | null }[]>`select max(number) as number from audit_blocks`,
    { idempotent: true },
  );
  return Number(row?.number ?? 0);
}
