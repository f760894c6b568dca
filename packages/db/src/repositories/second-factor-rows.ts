import type { Sql, TransactionSql } from "postgres";
import { storableText } from "./storable-text.ts";

/** Undefined where none is on: one whose first code never came counts as none. */
export async function backupCodesLeft(sql: Sql, personId: string): Promise<number | undefined> {
  const [row] = await sql<{ left: number }[]>`
    select json_array_length(f.backup_codes::json) as left
    from people_two_factors f join people p on p.id = f.user_id
    where p.id = ${storableText(personId)} and p.two_factor_enabled`;
  return row?.left;
}

/** One statement: whoever comes second with the same step, or an earlier one, finds it used. */
export async function claimCodeStep(sql: Sql, personId: string, step: number): Promise<boolean> {
  const claimed = await sql`
    update people_two_factors set last_used_step = ${step}::bigint
    where user_id = ${storableText(personId)} and (last_used_step is null or last_used_step < ${step}::bigint)`;
  return claimed.count > 0;
}

/** True where there was one, or what is left of one. */
export async function removeSecondFactor(sql: TransactionSql, personId: string): Promise<boolean> {
  const deleted = await sql`delete from people_two_factors where user_id = ${personId}`;
  const changed = await sql`
    update people set two_factor_enabled = false, updated_at = now() where id = ${personId} and two_factor_enabled`;
  return deleted.count + changed.count > 0;
}
