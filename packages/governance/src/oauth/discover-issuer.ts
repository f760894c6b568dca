import { AppError } from "@mcp-tools/core";
import * as z from "zod";
import { fetchJson } from "./fetch-json.ts";

export interface IssuerMetadata {
  /** Exactly as it stands in its tokens. */
  readonly issuer: string;
  readonly jwksUri: string;
}

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/**
 * The issuer's own description: OAuth's (RFC 8414 §3.1, the well-known name in front of the issuer's path), else OpenID
 * Connect's in both places where it is found.
 * @throws AppError `unavailable` saying what was found at each place
 */
export async function discoverIssuer(issuer: string, timeoutMs: number): Promise<IssuerMetadata> {
  const problems: string[] = [];
  for (const url of placesOf(issuer)) {
    try {
      return read(await fetchJson(url, timeoutMs), issuer, url);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new AppError("unavailable", `The OAuth issuer's metadata cannot be had. ${problems.join(" ")}`);
}

function placesOf(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, "");
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === "" ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ];
}

/** RFC 8414 §3.3: metadata of another issuer is not to be used. A slash at the end is how people write it, no more. */
function read(document: unknown, issuer: string, url: string): IssuerMetadata {
  const parsed = metadataSchema.safeParse(document);
  if (!parsed.success) throw new Error(`${url} names no issuer and no jwks_uri.`);
  const { issuer: named, jwks_uri: jwksUri } = parsed.data;
  if (withoutSlash(named) !== withoutSlash(issuer))
    throw new Error(`${url} is of another issuer, ${JSON.stringify(named.slice(0, 200))}. Correct OAUTH_ISSUER.`);
  if (issuer.startsWith("https:") && !jwksUri.startsWith("https:"))
    throw new Error(`${url} names signing keys that travel without TLS.`);
  return { issuer: named, jwksUri };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
