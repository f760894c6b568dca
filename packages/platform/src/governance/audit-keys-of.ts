import type { AuditKeys } from "@mcp-tools/db";
import type { Keyring } from "../create-keyring.ts";

/**
 * The keys that seal the audit. Where there is no lasting secret it is sealed without one: a key that is gone at the next
 * start would prove nothing.
 * @throws AppError `unavailable` when the secret is to be kept in DATA_DIR and cannot be
 */
export function auditKeysOf(keyring: Keyring): AuditKeys {
  const { current, all, isLasting } = keyring.deriveKeys("audit chain");
  return { current: isLasting ? current : undefined, old: all.slice(1) };
}
