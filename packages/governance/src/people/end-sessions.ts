import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";

/**
 * Ends a person's sessions: one's own, or anybody's with `people.write`. What is ended is refused from then on.
 * @returns how many ended
 * @throws AppError `forbidden`
 */
export async function endSessions(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  { personId, ...which }: { personId: string; only?: string | undefined; except?: string | undefined },
): Promise<number> {
  if (actor.principal.id !== `user:${personId}`) requirePermission(actor, "people.write");
  const ended = await people.endSessions(personId, which);
  if (ended > 0)
    await recordChange(audit, actor, {
      kind: "access",
      action: "session.end",
      subject: `user:${personId}`,
      details: { ended, ...which },
    });
  return ended;
}
