import { hash } from "node:crypto";
import { isAppError, type Logger, type Principal } from "@mcp-tools/core";
import type { JWTPayload } from "jose";
import { createSigningKeys } from "./create-signing-keys.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { createTokenCache, type VerifiedToken } from "./create-token-cache.ts";
import { readClaims, type ClaimsReading } from "./read-claims.ts";

export type TokenVerdict =
  | ClaimsReading
  /** Neither good nor bad: the issuer's keys cannot be had. */
  | { readonly kind: "unavailable" };

/** Checks access tokens (JWT, RFC 9068) of one issuer. */
export interface TokenVerifier {
  /**
   * Without a promise where the token has been seen before. `resource` is the URL of the endpoint it came to, which may
   * be its audience as well as those that the settings name.
   */
  verify(token: string, resource?: string): TokenVerdict | Promise<TokenVerdict>;
  /** The issuer as it names itself, or as the settings do before it has been reached. */
  issuer(): string;
  /** Looks the issuer up, so that the first token need not. Never rejects. */
  prepare(): Promise<void>;
  /** The verdict where the token has been seen before; nothing is computed but its hash. */
  recall(token: string, resource?: string): TokenVerdict | undefined;
  /** Whether the token behind this principal is not past its time. */
  isValid(principal: Principal): boolean;
  /** Told when the last token of a principal that has been seen is past its time. Returns the release. */
  onInvalid(listener: (principalId: string) => void): () => void;
  close(): void;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly logger: Logger;
  /** For each request to the issuer, default 5 s. */
  readonly timeoutMs?: number | undefined;
  /** After a failed one, default 5 s. */
  readonly pauseMs?: number | undefined;
  readonly tokensMax?: number | undefined;
}

/** Asymmetric only: with a shared secret whoever can check a token can make one, and a public key is no secret. */
const ALGORITHMS = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");
const CLOCK_TOLERANCE_S = 30;
const TOKEN_LENGTH_MAX = 16_384;
const CHECKS_MAX = 256;
const UNAVAILABLE: TokenVerdict = Object.freeze({ kind: "unavailable" });
const OTHER_AUDIENCE: TokenVerdict = Object.freeze({ kind: "invalid", reason: "the token is for another audience" });

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, logger, timeoutMs = 5_000, pauseMs = 5_000, tokensMax = 10_000 } = options;
  const keys = createSigningKeys({ issuer, logger, timeoutMs, pauseMs });
  const cache = createTokenCache({ tokensMax });
  const ours = new Set(audience.map(canonical));
  let issuerName = issuer;
  /** The same token, sent with ten requests at once, is checked once. */
  const checking = new Map<string, Promise<TokenVerdict>>();

  async function nameOfIssuer(): Promise<string> {
    return (issuerName = await keys.issuer());
  }

  async function check(token: string): Promise<VerifiedToken> {
    const { jwtVerify } = await import("jose");
    const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
      algorithms: ALGORITHMS,
      issuer: await nameOfIssuer(),
      requiredClaims: ["exp", "aud"],
      clockTolerance: CLOCK_TOLERANCE_S,
    });
    const audiences = audiencesOf(payload).map(canonical);
    return {
      verdict: readClaims(protectedHeader, payload),
      // Undefined: good at every endpoint.
      audiences: audiences.some((one) => ours.has(one)) ? undefined : audiences,
      expiresAt: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000,
    };
  }

  async function checkAndKeep(token: string, key: string, resource: string | undefined): Promise<TokenVerdict> {
    try {
      const verified = await check(token);
      // What is not for us at all is not worth a place.
      if (verified.verdict.kind !== "invalid" && isFor(verified, resource)) cache.put(key, verified);
      return verdictFor(verified, resource);
    } catch (error) {
      if (isAppError(error)) return UNAVAILABLE;
      return { kind: "invalid", reason: explainRefusal(error) };
    }
  }

  function find(key: string, resource: string | undefined): TokenVerdict | undefined {
    const known = cache.get(key, Date.now());
    return known && verdictFor(known, resource);
  }

  return {
    verify(token, resource) {
      if (token.length > TOKEN_LENGTH_MAX) return { kind: "invalid", reason: "the token is too long" };
      const key = hash("sha256", token, "hex");
      const known = find(key, resource);
      if (known !== undefined) return known;
      const flight = `${key} ${resource ?? ""}`;
      const running = checking.get(flight);
      if (running !== undefined) return running;
      if (checking.size >= CHECKS_MAX) return UNAVAILABLE;
      const started = checkAndKeep(token, key, resource).finally(() => checking.delete(flight));
      checking.set(flight, started);
      return started;
    },
    issuer: () => issuerName,
    // What went wrong is in the log; the next token tries again.
    prepare: () =>
      nameOfIssuer().then(
        () => {},
        () => {},
      ),
    recall: (token, resource) =>
      token.length > TOKEN_LENGTH_MAX ? undefined : find(hash("sha256", token, "hex"), resource),
    isValid: (principal) => cache.isLiving(principal, Date.now()),
    onInvalid: cache.onEnd,
    close: cache.close,
  };
}

function verdictFor(verified: VerifiedToken, resource: string | undefined): TokenVerdict {
  return isFor(verified, resource) ? verified.verdict : OTHER_AUDIENCE;
}

function isFor({ audiences }: VerifiedToken, resource: string | undefined): boolean {
  return audiences === undefined || (resource !== undefined && audiences.includes(canonical(resource)));
}

function audiencesOf({ aud = [] }: JWTPayload): string[] {
  const audiences = typeof aud === "string" ? [aud] : aud;
  return Array.isArray(audiences) ? audiences.filter((one) => typeof one === "string") : [];
}

/** RFC 8707 and MCP leave a slash at the end to taste. */
function canonical(audience: string): string {
  return audience.replace(/\/$/, "");
}
