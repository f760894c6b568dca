import type { PersonSession } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import type { PeopleDeps } from "./people-deps.ts";

/** Where a person is signed in: oneself, or anybody with `people.read`. @throws AppError `forbidden` */
export async function listSessions(
  { people }: Pick<PeopleDeps, "people">,
  actor: Actor,
  personId: string,
): Promise<PersonSession[]> {
  if (actor.principal.id !== `user:${personId}`) requirePermission(actor, "people.read");
  return people.sessions(personId);
}
