import { createId } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import { createSecret } from "./create-secret.ts";
import type { PeopleDeps } from "./people-deps.ts";

const LIFETIME_MS = 86_400_000;

/**
 * A link that makes the first owner, once and within a day; it ends every earlier one.
 * @returns its path below the console's address
 * @throws AppError `forbidden`, `conflict` when there is an owner already
 */
export async function makeSetupLink(
  { audit, invitations }: Pick<PeopleDeps, "audit" | "invitations">,
  actor: Actor,
): Promise<{ path: string; expiresAt: number }> {
  requirePermission(actor, "people.write");
  const { secret, hash } = createSecret();
  const { id, expiresAt } = await invitations.create({
    id: createId(),
    kind: "setup",
    role: "owner",
    createdBy: actor.principal.id,
    tokenHash: hash,
    lifetimeMs: LIFETIME_MS,
  });
  await recordChange(audit, actor, { kind: "access", action: "setup.link", subject: id, details: { expiresAt } });
  return { path: `/setup?token=${secret}`, expiresAt };
}
