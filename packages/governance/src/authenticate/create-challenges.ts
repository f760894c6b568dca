import type { ProtectedResources } from "../oauth/create-protected-resources.ts";
import { toolScopes } from "../oauth/read-claims.ts";
import type { AuthenticationRequest, Challenge } from "./authentication.ts";

/** The answers to whoever is not let in, as RFC 6750 §3, RFC 9728 §5.1 and MCP's authorization page word them. */
export interface Challenges {
  /** There was no credential. */
  missing(request: AuthenticationRequest): Challenge;
  /** It is not good. */
  invalid(request: AuthenticationRequest, reason: string): Challenge;
  misplaced(request: AuthenticationRequest, reason: string): Challenge;
  insufficientScope(request: AuthenticationRequest): Challenge;
  tooMany(waitMs: number): Challenge;
  unavailable(): Challenge;
}

const HOW = "Send it as `Authorization: Bearer …`";
const NO_STORE = { "cache-control": "no-store" } as const;
const scope = toolScopes.join(" ");

/** `resources` where tokens are accepted beside keys: then clients learn where to get one. */
export function createChallenges(resources: ProtectedResources | undefined): Challenges {
  function authenticate({ path, headers }: AuthenticationRequest, error: Record<string, string> = {}) {
    const host = typeof headers["host"] === "string" ? headers["host"] : undefined;
    const where =
      resources === undefined
        ? { realm: "mcp-tools", ...error }
        : { ...error, scope, resource_metadata: resources.metadataUrl(path, host) };
    const text = Object.entries(where).map(([name, value]) => `${name}="${quotable(value)}"`);
    return { ...NO_STORE, "www-authenticate": `Bearer ${text.join(", ")}` };
  }

  const what = resources === undefined ? "a key" : "a key or an access token";
  return {
    missing: (request) => ({
      kind: "challenge",
      status: 401,
      message: `Unauthorized: this server requires ${what}. ${HOW}.`,
      headers: authenticate(request),
    }),
    invalid: (request, reason) => ({
      kind: "challenge",
      status: 401,
      message: `Unauthorized: ${reason}. ${HOW}, or ask whoever runs this server for a key.`,
      headers: authenticate(request, { error: "invalid_token", error_description: reason }),
    }),
    misplaced: (request, reason) => ({
      kind: "challenge",
      status: 400,
      message: `Bad Request: ${reason}. ${HOW}, once, and nowhere else.`,
      headers: authenticate(request, { error: "invalid_request", error_description: reason }),
    }),
    insufficientScope: (request) => ({
      kind: "challenge",
      status: 403,
      message: `Forbidden: the token has none of the scopes ${toolScopes.join(", ")}.`,
      headers: authenticate(request, {
        error: "insufficient_scope",
        error_description: "the token grants no access to tools",
      }),
    }),
    tooMany: (waitMs) => ({
      kind: "challenge",
      status: 429,
      message: "Too many wrong credentials from this address. Wait a minute, then send the right one.",
      headers: { ...NO_STORE, "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))) },
    }),
    unavailable: () => ({
      kind: "challenge",
      status: 503,
      message: "The credential cannot be checked at the moment: its issuer does not answer. Try again.",
      headers: { ...NO_STORE, "retry-after": "5" },
    }),
  };
}

/** Within the characters of RFC 6750 §3 and of a quoted string; a `Host` is a stranger's word. */
function quotable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "");
}
