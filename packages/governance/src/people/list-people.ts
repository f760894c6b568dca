import type { Invitation, Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import type { PeopleDeps } from "./people-deps.ts";

/** Who may sign in, and who was invited to. @throws AppError `forbidden` */
export async function listPeople(
  { people, invitations }: Pick<PeopleDeps, "people" | "invitations">,
  actor: Actor,
): Promise<{ people: Person[]; invitations: Invitation[] }> {
  requirePermission(actor, "people.read");
  const [all, open] = await Promise.all([people.list(), invitations.list()]);
  return { people: all, invitations: open };
}
