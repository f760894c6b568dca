import { AppError, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

/**
 * Removes a person; their sessions end at once, and the tokens for scripts that they made are revoked. What they did
 * stays in the audit.
 * @throws AppError `forbidden`, `not_found`, `conflict` when it is the last owner
 */
export async function removePerson(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  idOrEmail: string,
): Promise<Person & { readonly revokedTokens: readonly string[] }> {
  requirePermission(actor, "people.write");
  const found = await people.find(idOrEmail);
  if (found === undefined) throw new AppError("not_found", "There is no such person.");
  requireOwnerFor(actor, found.role);
  const person = await people.remove(found.id);
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.remove",
    subject: `user:${person.id}`,
    details: { email: person.email, role: person.role, revoked: person.revokedTokens },
  });
  return person;
}
