import { AppError, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission, type Role } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

/**
 * Gives a person another role, which holds from their next request on.
 * @throws AppError `forbidden`, `not_found`, `conflict` when no owner would be left
 */
export async function changeRole(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  { person: idOrEmail, role }: { person: string; role: Role },
): Promise<Person> {
  requirePermission(actor, "people.write");
  const before = await people.find(idOrEmail);
  if (before === undefined) throw new AppError("not_found", "There is no such person.");
  requireOwnerFor(actor, before.role, role);
  const person = await people.changeRole(before.id, role);
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.role",
    subject: `user:${person.id}`,
    details: { email: person.email, from: before.role, to: role },
  });
  return person;
}
