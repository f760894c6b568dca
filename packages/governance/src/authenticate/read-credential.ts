import { looksLikeKey } from "../keys/key-secret.ts";
import type { AuthenticationRequest } from "./authentication.ts";

/** What came as a credential, before anybody looks whether it is good. */
export type Credential =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly secret: string }
  | { readonly kind: "token"; readonly token: string }
  /** Nothing that this server could have given out or would ask for. */
  | { readonly kind: "foreign"; readonly reason: string }
  /** Wrong, whatever the credential is worth. */
  | { readonly kind: "misplaced"; readonly reason: string; readonly secret?: string | undefined };

const NONE: Credential = Object.freeze({ kind: "none" });
const CREDENTIAL_LENGTH_MAX = 16_384;

/** Reads `Authorization: Bearer` (RFC 6750 §2.1) and `X-API-Key`. */
export function readCredential({ headers, rawHeaders, query }: AuthenticationRequest): Credential {
  if (query !== "") {
    const inUrl = credentialInUrl(query);
    if (inUrl !== undefined) return inUrl;
  }
  const { authorization, "x-api-key": apiKey } = headers;
  if (authorization === undefined && apiKey === undefined) return NONE;
  if (isRepeated(rawHeaders, "authorization") || isRepeated(rawHeaders, "x-api-key"))
    return { kind: "misplaced", reason: "the same credential header came more than once" };
  const byHeader = typeof authorization === "string" ? readAuthorization(authorization) : NONE;
  if (typeof apiKey !== "string" || apiKey === "") return byHeader;
  const byKey = readKey(apiKey);
  if (byHeader.kind === "none") return byKey;
  if (byHeader.kind === "key" && byKey.kind === "key" && byHeader.secret === byKey.secret) return byKey;
  return { kind: "misplaced", reason: "Authorization and X-API-Key hold different credentials" };
}

/** `Bearer`, in any case, and one value of printable ASCII. */
function readAuthorization(value: string): Credential {
  if (value === "") return NONE;
  const space = value.indexOf(" ");
  const scheme = space === -1 ? value : value.slice(0, space);
  if (scheme.toLowerCase() !== "bearer") return { kind: "foreign", reason: "the credential is of another scheme" };
  const given = space === -1 ? "" : value.slice(space + 1).trim();
  if (given === "") return { kind: "foreign", reason: "the credential is empty" };
  if (given.length > CREDENTIAL_LENGTH_MAX) return { kind: "foreign", reason: "the credential is too long" };
  if (looksLikeKey(given)) return readKey(given);
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(given)) return { kind: "token", token: given };
  return { kind: "foreign", reason: "the credential is neither a key nor a token" };
}

function readKey(given: string): Credential {
  return looksLikeKey(given)
    ? { kind: "key", secret: given }
    : { kind: "foreign", reason: "the credential is not a key of this server" };
}

function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    if (header?.length === name.length && header.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

/** Names under which people put credentials into a query, where proxies, logs and browsers keep them. */
const credentialNames = new Set([
  "access_token",
  "api_key",
  "api-key",
  "apikey",
  "auth",
  "authorization",
  "bearer",
  "key",
  "token",
  "x-api-key",
]);

function credentialInUrl(query: string): Credential | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    if (credentialNames.has(name.toLowerCase()) || looksLikeKey(value) || looksLikeKey(name))
      return {
        kind: "misplaced",
        reason: "a credential came in the URL, where logs and proxies keep it",
        secret: looksLikeKey(name) ? name : value,
      };
  }
  return undefined;
}
