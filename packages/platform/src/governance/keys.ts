import { isLoopback, type Config } from "@mcp-tools/config";
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

/** A loopback bind is open: Host and Origin are checked in front, and whoever can reach it runs on this machine. */
function modeOf({ access, http }: Pick<Config, "access" | "http">): AuthenticationMode {
  if (access.auth !== "auto") return access.auth;
  return isLoopback(http.host) ? "open" : "keys";
}

function createOauth({ oauth, http }: Pick<Config, "http" | "oauth">, logger: Logger) {
  if (oauth === undefined) return undefined;
  const tokens = createTokenVerifier({ ...oauth, logger });
  return { tokens, resources: createProtectedResources({ publicUrl: http.publicUrl, issuer: tokens.issuer }) };
}
