import type { ApiKeyStore, AuditLog, CredentialStore } from "@mcp-tools/core";
import { createCredentials, createVault, type Credentials } from "@mcp-tools/governance";
import type { CredentialSource } from "@mcp-tools/tools";
import type { Keyring } from "../create-keyring.ts";

export interface PlatformCredentialsDeps {
  readonly store: CredentialStore;
  readonly keyring: Keyring;
  readonly audit: AuditLog;
  /** So that `key:ci` names a key; without it, principals are named by id alone. */
  readonly keys?: Pick<ApiKeyStore, "find">;
}

/** What tools read their secrets from, and the verbs that manage them. */
export function createPlatformCredentials({ store, keyring, audit, keys }: PlatformCredentialsDeps): {
  source: CredentialSource;
  credentials: Credentials;
} {
  const vault = createVault({ store, keys: () => keyring.deriveKeys("credentials") });
  return { source: vault, credentials: createCredentials({ store, vault, audit, keys }) };
}
