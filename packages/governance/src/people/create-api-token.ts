import { AppError, createId, type ApiToken } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission, type Role } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";
import { createSecret } from "./create-secret.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { requireOwnerFor } from "./require-owner-for.ts";

/** What every token for scripts begins with. */
export const API_TOKEN_PREFIX = "mcpa_";
const PREFIX_CHARS = API_TOKEN_PREFIX.length + 8;
const LIFETIME_MS_MAX = 3_650 * 86_400_000;

/**
 * A token for scripts, with a role of its own. The secret cannot be had again.
 * @throws AppError `forbidden`, `invalid_input`, `conflict` when a live one has the name
 */
export async function createApiToken(
  { audit, apiTokens }: Pick<PeopleDeps, "audit" | "apiTokens">,
  actor: Actor,
  { name: given, role, lifetimeMs }: { name: string; role: Role; lifetimeMs?: number | undefined },
): Promise<{ token: ApiToken; secret: string }> {
  requirePermission(actor, "tokens.write");
  requireOwnerFor(actor, role);
  const name = given.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u.test(name))
    throw new AppError("invalid_input", "A token's name has 1 to 100 letters, digits, spaces and . _ @ -");
  if (lifetimeMs !== undefined && !(lifetimeMs > 0 && lifetimeMs <= LIFETIME_MS_MAX))
    throw new AppError("invalid_input", "A token lives for a moment at least, and ten years at most.");
  const { secret, hash } = createSecret(API_TOKEN_PREFIX);
  const token = await apiTokens.create({
    id: createId(),
    name,
    prefix: secret.slice(0, PREFIX_CHARS),
    role,
    createdBy: actor.principal.personId ?? actor.principal.id,
    hash,
    lifetimeMs,
  });
  await recordChange(audit, actor, {
    kind: "change",
    action: "token.create",
    subject: `token:${token.id}`,
    details: { name, role, expiresAt: token.expiresAt },
  });
  return { token, secret };
}
