import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** A new secret of 256 random bits, base64url behind its prefix, and what is kept of it. */
export function createSecret(prefix = ""): { readonly secret: string; readonly hash: string } {
  const secret = `${prefix}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256, hex. Enough for a secret that is random as a whole; not for passwords. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
