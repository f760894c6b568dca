import { requiresKey, type Config } from "@mcp-tools/config";
import type { ApiKeyStore, AuditLog, ChangeFeed, Logger } from "@mcp-tools/core";
import {
  createAuthenticator,
  createKeyRing,
  createProtectedResources,
  createTokenVerifier,
  type AuthenticationMode,
  type Authenticator,
} from "@mcp-tools/governance";

export interface PlatformAuthenticatorDeps {
  readonly keys: ApiKeyStore;
  readonly changes: ChangeFeed;
  readonly audit: AuditLog;
  readonly logger: Logger;
}

/** Who may come in, by the settings. It reads and listens to nothing before it is loaded. */
export function createPlatformAuthenticator(
  config: Pick<Config, "access" | "http" | "oauth">,
  { keys, changes, audit, logger }: PlatformAuthenticatorDeps,
): Authenticator {
  return createAuthenticator({
    mode: modeOf(config),
    ring: createKeyRing({ store: keys, changes, logger }),
    oauth: createOauth(config, logger),
    audit,
    logger,
  });
}

function modeOf(config: Pick<Config, "access" | "http">): AuthenticationMode {
  if (requiresKey(config)) return "keys";
  return config.access.auth === "off" ? "off" : "open";
}

function createOauth({ oauth, http }: Pick<Config, "http" | "oauth">, logger: Logger) {
  if (oauth === undefined) return undefined;
  const tokens = createTokenVerifier({ ...oauth, logger });
  return { tokens, resources: createProtectedResources({ publicUrl: http.publicUrl, issuer: tokens.issuer }) };
}
