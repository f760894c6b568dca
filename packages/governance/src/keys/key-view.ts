import type { ApiKey, ApiKeySecret } from "@mcp-tools/core";

/** A key as it may be shown: nothing in it lets anyone in. */
export interface KeyView extends Omit<ApiKey, "secrets"> {
  readonly state: "active" | "expired" | "revoked";
  readonly secrets: readonly Omit<ApiKeySecret, "hash">[];
}

export function toKeyView({ secrets, ...key }: ApiKey, now: number = Date.now()): KeyView {
  return {
    ...key,
    state: stateOf(key, now),
    secrets: secrets
      .filter(({ expiresAt = Infinity }) => expiresAt > now)
      .map(({ prefix, createdAt, expiresAt }) => ({ prefix, createdAt, expiresAt })),
  };
}

function stateOf({ revokedAt, expiresAt = Infinity }: Omit<ApiKey, "secrets">, now: number): KeyView["state"] {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt <= now ? "expired" : "active";
}
