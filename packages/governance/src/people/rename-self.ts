import { AppError, type Person } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { recordChange } from "../actor/record-change.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { plainName } from "./plain-name.ts";

/** Gives the acting person another name. @throws AppError `invalid_input`, `not_found` for an actor that is no person */
export async function renameSelf(
  { audit, people }: Pick<PeopleDeps, "audit" | "people">,
  actor: Actor,
  given: string,
): Promise<Person> {
  const { principal } = actor;
  if (principal.kind !== "user") throw new AppError("not_found", "Only a person has a name of their own to change.");
  const name = plainName(given);
  const before = await people.find(principal.id.slice("user:".length));
  if (before === undefined) throw new AppError("not_found", "There is no such person.");
  if (before.name === name) return before;
  const person = await people.rename(before.id, name);
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.rename",
    subject: principal.id,
    details: { from: before.name, to: name },
  });
  return person;
}
