import { AppError, type EndedWithMaker } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";

/**
 * Whether whoever made a token, or an invitation, may still give its role: nobody keeps through one what was taken from
 * them. It is asked at each use, so that it holds at once and whatever came first. Governance decides which roles give
 * which (`people.write`, `tokens.write`, and only owners make owners); the console's tests hold the two together.
 */
export function isStillGiven(sql: Sql | TransactionSql, table: "api_tokens" | "invitations") {
  const [by, role] =
    table === "api_tokens"
      ? [sql`api_tokens.created_by`, sql`api_tokens.role`]
      : [sql`invitations.created_by`, sql`invitations.role`];
  return sql`case
    when ${by} like 'user:%' then exists (
      select 1 from people maker
      where maker.id = substr(${by}, 6) and (maker.role = 'owner' or (maker.role = 'admin' and ${role} <> 'owner')))
    when ${by} like 'token:%' then exists (
      select 1 from api_tokens maker where maker.id::text = substr(${by}, 7) and maker.revoked_at is null)
    else true end`;
}

/** For whoever was let in as what they are no more. */
export function changedMeanwhile(): AppError {
  return new AppError("forbidden", "What you may do was changed while this was on its way. Look again.");
}

/** Ends what somebody who is gone has made: the id of their principal, or of a token's. */
export async function endGiven(sql: TransactionSql, maker: string): Promise<EndedWithMaker> {
  const tokens = await sql<{ name: string }[]>`
    update api_tokens set revoked_at = now()
    where created_by = ${maker} and revoked_at is null and (expires_at is null or expires_at > now())
    returning name`;
  const invitations = await sql<{ email: string | null }[]>`
    update invitations set expires_at = now()
    where created_by = ${maker} and used_at is null and expires_at > now()
    returning email`;
  return {
    revokedTokens: tokens.map(({ name }) => name),
    endedInvitations: invitations.map(({ email }) => email ?? ""),
  };
}
