import { AppError } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";

/** @throws AppError `forbidden`, `not_found` */
export async function revokeInvitation(
  { audit, invitations }: Pick<PeopleDeps, "audit" | "invitations">,
  actor: Actor,
  id: string,
): Promise<void> {
  requirePermission(actor, "people.write");
  if (!(await invitations.revoke(id)))
    throw new AppError("not_found", "There is no such invitation, or it was used already.");
  await recordChange(audit, actor, { kind: "change", action: "invitation.revoke", subject: id });
}
