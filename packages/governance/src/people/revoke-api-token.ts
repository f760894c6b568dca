import { AppError, type ApiToken, type EndedWithMaker } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

/** By id, or by the name of a live one. It is refused from then on, and so is what it made. @throws AppError `forbidden`, `not_found` */
export async function revokeApiToken(
  { audit, apiTokens }: Pick<PeopleDeps, "audit" | "apiTokens">,
  actor: Actor,
  idOrName: string,
): Promise<ApiToken & EndedWithMaker> {
  requirePermission(actor, "tokens.write");
  const found = (await apiTokens.list()).find(
    ({ id, name, revokedAt }) => revokedAt === undefined && (id === idOrName || name === idOrName),
  );
  if (found === undefined) throw new AppError("not_found", "There is no such token, or it is of no use any more.");
  requireOwnerFor(actor, found.role);
  const token = await apiTokens.revoke(found.id);
  await recordChange(audit, actor, {
    kind: "change",
    action: "token.revoke",
    subject: `token:${token.id}`,
    details: { name: token.name, revoked: token.revokedTokens, uninvited: token.endedInvitations },
  });
  return token;
}
