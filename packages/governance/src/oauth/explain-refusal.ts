const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "the token has expired",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "the token's signature is wrong",
  ERR_JWKS_NO_MATCHING_KEY: "the token is signed with a key that its issuer does not have",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "the token does not say which of its issuer's keys signed it",
  ERR_JOSE_ALG_NOT_ALLOWED: "the token is signed in a way that is not accepted",
  ERR_JOSE_NOT_SUPPORTED: "the token is signed in a way that is not accepted",
};

const claims: Readonly<Record<string, string>> = {
  nbf: "the token is not valid yet",
  exp: "the token has no expiry",
  iss: "the token is of another issuer",
  aud: "the token names no audience",
};

/** Why jose refused a token, in words for whoever sent it; of the token itself nothing is said. */
export function explainRefusal(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "the token cannot be read";
  if (error.code === "ERR_JWT_CLAIM_VALIDATION_FAILED" && "claim" in error)
    return claims[String(error.claim)] ?? "a claim of the token is not as it has to be";
  return reasons[String(error.code)] ?? "the token cannot be read";
}
