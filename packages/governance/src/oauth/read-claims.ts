import { createHash } from "node:crypto";
import { accessKinds, type Access, type Grant, type Principal } from "@mcp-tools/core";
import type { JWTHeaderParameters, JWTPayload } from "jose";

/** Every scope that access is asked with; `toolset:<name>` narrows it to toolsets. */
export const toolScopes: readonly string[] = accessKinds.map((access) => `tools:${access}`);

/** Whose token it is and what for, or why it cannot be used. */
export type ClaimsReading =
  | { readonly kind: "principal"; readonly principal: Principal }
  /** It is good, and grants nothing here. */
  | { readonly kind: "insufficient_scope"; readonly principal: Principal }
  | { readonly kind: "invalid"; readonly reason: string };

const NAME_MAX = 120;
const accessTokenTypes = new Set(["jwt", "at+jwt"]);

/** The claims of a token whose signature, issuer, audience and times are right already. */
export function readClaims(header: Pick<JWTHeaderParameters, "typ">, claims: JWTPayload): ClaimsReading {
  const problem = notAccessToken(header, claims) ?? boundElsewhere(claims);
  if (problem !== undefined) return { kind: "invalid", reason: problem };
  const client = textOf(claims["client_id"]) ?? textOf(claims["azp"]) ?? textOf(claims["appid"]);
  const subject = textOf(claims.sub) ?? client;
  if (subject === undefined) return { kind: "invalid", reason: "the token has no subject" };
  const grant = grantOf(scopesOf(claims));
  const principal = principalOf(subject, client, grant);
  return grant === undefined ? { kind: "insufficient_scope", principal } : { kind: "principal", principal };
}

/** RFC 9068 §4 wants the type `at+jwt`; many issuers write `JWT`, or nothing, and then an ID token looks nearly the same. */
function notAccessToken({ typ }: Pick<JWTHeaderParameters, "typ">, claims: JWTPayload): string | undefined {
  const type = typ?.toLowerCase().replace(/^application\//, "");
  if (type !== undefined && !accessTokenTypes.has(type)) return "the token is not an access token";
  const isNamedScope =
    claims["scope"] !== undefined || claims["scp"] !== undefined || claims["client_id"] !== undefined;
  const isIdToken =
    claims["at_hash"] !== undefined ||
    claims["c_hash"] !== undefined ||
    (claims["nonce"] !== undefined && !isNamedScope) ||
    // As Keycloak and Amazon Cognito say it.
    claims["typ"] === "ID" ||
    claims["token_use"] === "id";
  if (isIdToken) return "the token is an ID token, send the access token";
  return claims["typ"] === "Refresh" ? "the token is a refresh token, send the access token" : undefined;
}

/** RFC 9449 §7.2, RFC 8705 §3: a token bound to a client's key is worth nothing without proof of it, which is not asked for here. */
function boundElsewhere({ cnf }: JWTPayload): string | undefined {
  return cnf === undefined ? undefined : "the token is bound to a key (DPoP or mutual TLS), which is not supported";
}

/** `scope` is text (RFC 8693 §4.2), `scp` text or a list; both are seen either way. */
function scopesOf(claims: JWTPayload): string[] {
  return [claims["scope"], claims["scp"]].flatMap((value): string[] => {
    if (typeof value === "string") return value.split(" ");
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  });
}

function grantOf(scopes: readonly string[]): Grant | undefined {
  const access = accessKinds.filter((kind): kind is Access => scopes.includes(`tools:${kind}`));
  if (access.length === 0) return undefined;
  const toolsets = scopes.filter((scope) => /^toolset:[a-z0-9-]{1,64}$/.test(scope)).map((scope) => scope.slice(8));
  const isNarrowed = scopes.some((scope) => scope.startsWith("toolset:"));
  return { access, ...(isNarrowed && { toolsets: [...new Set(toolsets)] }) };
}

/**
 * The subject alone names it, in rules as well: names and addresses in a token are often the person's to change. The same
 * person through two clients is two principals, so that neither sees the other's sessions.
 */
function principalOf(subject: string, client: string | undefined, grant: Grant | undefined): Principal {
  const parts = [subject, ...(client === undefined || client === subject ? [] : [client])];
  return Object.freeze({
    id: `oauth:${parts.map(bounded).map(encodeURIComponent).join("/")}`,
    kind: "oauth",
    name: bounded(subject),
    space: "default",
    grant: grant && Object.freeze(grant),
  });
}

/** Long or unprintable ones by their hash: still one name for each. */
function bounded(text: string): string {
  if (text.length <= NAME_MAX && /^[\x20-\x7e]+$/.test(text) && !text.startsWith("sha256:")) return text;
  return `sha256:${createHash("sha256").update(text, "utf8").digest("base64url")}`;
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim !== "" ? claim : undefined;
}
