import { AppError, createId, type Invitation, type Person } from "@mcp-tools/core";
import { recordChange } from "../actor/record-change.ts";
import { checkPassword } from "./check-password.ts";
import { hashSecret } from "./create-secret.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { personActor, type ActorOrigin } from "./person-actor.ts";
import { plainName } from "./plain-name.ts";

export interface Acceptance {
  readonly kind: Invitation["kind"];
  readonly token: string;
  readonly name: string;
  readonly password: string;
  /** With a set-up link only. */
  readonly email?: string | undefined;
  readonly origin: ActorOrigin;
}

/**
 * Makes the person for whom a set-up link or an invitation is, with a password. The costly hash is made only for a
 * link that can be used.
 * @throws AppError `not_found` when the link cannot be used (any more), `invalid_input`, `conflict` when somebody has the address
 */
export async function acceptInvitation(
  { audit, invitations }: Pick<PeopleDeps, "audit" | "invitations">,
  { kind, token, name: given, password, email: asked, origin }: Acceptance,
  hashPassword: (password: string) => Promise<string>,
): Promise<Person> {
  const tokenHash = hashSecret(token);
  const invitation = await findInvitation(invitations, { kind, tokenHash });
  const email = invitation.email ?? asked ?? "";
  const name = plainName(given);
  checkPassword(password, { email, name });
  const person = await invitations.redeem(tokenHash, {
    id: createId(),
    name,
    email,
    passwordHash: await hashPassword(password),
  });
  const actor = personActor(person, origin);
  if (actor === undefined) throw new AppError("internal", "An invitation had a role that is none.");
  await recordChange(audit, actor, {
    kind: "access",
    action: kind === "setup" ? "setup" : "invitation.accept",
    subject: invitation.id,
    details: { email: person.email, role: person.role },
  });
  return person;
}

/** @throws AppError `not_found` */
export async function findInvitation(
  invitations: Pick<PeopleDeps["invitations"], "find">,
  { kind, tokenHash }: { kind: Invitation["kind"]; tokenHash: string },
): Promise<Invitation> {
  const found = await invitations.find(tokenHash);
  if (found?.kind === kind) return found;
  throw new AppError(
    "not_found",
    kind === "setup"
      ? "This set-up link cannot be used: it was used before, has expired, or a newer one took its place. `mcp-tools setup-link` makes another while there is no owner."
      : "This invitation cannot be used: it was used before, has expired, or was taken back. Ask for another.",
  );
}
