import { createHmac, timingSafeEqual } from "node:crypto";

const PERIOD_MS = 30_000;
const DIGITS = 6;

/** Which time step a code is of: the present one, the one before or the one after, as RFC 6238 §5.2 has it. */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const present = Math.floor(now / PERIOD_MS);
  return [present, present - 1, present + 1].find((step) => isSame(codeOfStep(secret, step), code));
}

/** RFC 4226 §5.3, over HMAC-SHA-1: what every authenticator app can do. */
export function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
