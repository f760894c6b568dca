import { AppError, createId, type Invitation } from "@mcp-tools/core";
import * as z from "zod";
import type { Actor } from "../actor/actor.ts";
import { requirePermission, type Role } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import { createSecret } from "./create-secret.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

const LIFETIME_MS = 7 * 86_400_000;
const EMAIL_CHARS_MAX = 254;

/**
 * Invites the owner of an address. The token is for the link that the inviter hands over; it is not kept and cannot be had again.
 * @throws AppError `forbidden`, `invalid_input`, `conflict` when somebody has the address
 */
export async function invitePerson(
  { audit, invitations }: Pick<PeopleDeps, "audit" | "invitations">,
  actor: Actor,
  { email: given, role }: { email: string; role: Role },
): Promise<{ invitation: Invitation; token: string }> {
  requirePermission(actor, "people.write");
  requireOwnerFor(actor, role);
  const email = given.trim().toLowerCase();
  if (email.length > EMAIL_CHARS_MAX || !z.email().safeParse(email).success)
    throw new AppError("invalid_input", "This is not an e-mail address.");
  const { secret: token, hash } = createSecret();
  const invitation = await invitations.create({
    id: createId(),
    kind: "invitation",
    email,
    role,
    createdBy: actor.principal.personId ?? actor.principal.id,
    tokenHash: hash,
    lifetimeMs: LIFETIME_MS,
  });
  await recordChange(audit, actor, {
    kind: "change",
    action: "person.invite",
    subject: invitation.id,
    details: { email, role, expiresAt: invitation.expiresAt },
  });
  return { invitation, token };
}
