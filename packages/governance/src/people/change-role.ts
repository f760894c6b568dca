import { AppError, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission, type Role } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { personChange } from "./person-change.ts";

/**
 * Gives a person another role, which holds from their next request on. Tokens and invitations of theirs that the new role
 * may not give are of no use until they may be given again.
 * @throws AppError `forbidden`, `not_found`, `conflict` when no owner would be left
 */
export async function changeRole(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  { person: idOrEmail, role }: { person: string; role: Role },
): Promise<Person> {
  requirePermission(actor, "people.write");
  const found = await people.find(idOrEmail);
  if (found === undefined) throw new AppError("not_found", "There is no such person.");
  const { formerRole, ...person } = await people.changeRole(found.id, role, personChange(actor, role));
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.role",
    subject: `user:${person.id}`,
    details: { email: person.email, from: formerRole, to: role },
  });
  return person;
}
