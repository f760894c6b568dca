import { AppError, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { personChange } from "./person-change.ts";

/**
 * Takes the second factor of somebody else away, who has lost it. Their sessions end: until they set up another one, the
 * password alone lets them in.
 * @throws AppError `forbidden`, `not_found`, `conflict` where they have none
 */
export async function resetSecondFactor(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  idOrEmail: string,
): Promise<Person & { readonly endedSessions: number }> {
  requirePermission(actor, "people.write");
  const person = await people.find(idOrEmail);
  if (person === undefined) throw new AppError("not_found", "There is no such person.");
  if (actor.principal.id === `user:${person.id}`)
    throw new AppError("forbidden", "Switch your own second factor off under Account: that asks for a code.");
  const endedSessions = await people.resetSecondFactor(person.id, personChange(actor));
  await recordChange(audit, actor, {
    kind: "change",
    action: "second_factor.reset",
    subject: `user:${person.id}`,
    details: { email: person.email, ended: endedSessions },
  });
  return { ...person, hasSecondFactor: false, endedSessions };
}
