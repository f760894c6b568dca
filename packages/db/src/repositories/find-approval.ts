import type { Approval } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import { approvalColumns, toApproval, type ApprovalRow } from "./approval-rows.ts";
import { isUuid } from "./uuid-range.ts";

export async function findApproval(sql: Sql | TransactionSql, id: string): Promise<Approval | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await sql<ApprovalRow[]>`select ${approvalColumns(sql)} from approvals where id = ${id}`;
  return row === undefined ? undefined : toApproval(row);
}
