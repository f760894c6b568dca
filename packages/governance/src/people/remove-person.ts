import { AppError, type EndedWithMaker, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { personChange } from "./person-change.ts";

/**
 * Removes a person; their sessions end at once, and with them the tokens for scripts and the invitations that they made.
 * Keys of MCP clients stay, and what they did stays in the audit.
 * @throws AppError `forbidden`, `not_found`, `conflict` when it is the last owner
 */
export async function removePerson(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  idOrEmail: string,
): Promise<Person & EndedWithMaker> {
  requirePermission(actor, "people.write");
  const found = await people.find(idOrEmail);
  if (found === undefined) throw new AppError("not_found", "There is no such person.");
  const person = await people.remove(found.id, personChange(actor));
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.remove",
    subject: `user:${person.id}`,
    details: {
      email: person.email,
      role: person.role,
      revoked: person.revokedTokens,
      uninvited: person.endedInvitations,
    },
  });
  return person;
}
