import { createSecretKey, hash, hkdfSync } from "node:crypto";
import type { AuditKey, AuditKeys } from "@mcp-tools/db";
import { loadSecret } from "../signing-key.ts";

export interface AuditKeysOptions {
  /** SECRET_KEY. */
  readonly secretKey: string | undefined;
  /** SECRET_KEYS_OLD. */
  readonly secretKeysOld: readonly string[];
  readonly dataDir: string;
  readonly isEmbedded: boolean;
}

/**
 * The keys that seal the audit. Where there is no lasting secret it is sealed without one: a key that is gone at the next
 * start would prove nothing.
 * @throws AppError `unavailable` when the secret is to be kept in DATA_DIR and cannot be
 */
export function loadAuditKeys({ secretKeysOld, ...options }: AuditKeysOptions): AuditKeys {
  const secret = loadSecret(options);
  return { current: secret === undefined ? undefined : deriveKey(secret), old: secretKeysOld.map(deriveKey) };
}

function deriveKey(secret: string): AuditKey {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "mcp-tools audit", 32));
  const id = hash("sha256", Buffer.concat([Buffer.from("mcp-tools audit key id"), key])).slice(0, 16);
  return { id, key: createSecretKey(key) };
}
