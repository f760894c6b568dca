import { randomFillSync } from "node:crypto";

/** Hexadecimal digits of chance in an id: 74 bits, of which the first digit gives two. */
const DIGITS = 19;
const pool = Buffer.alloc((DIGITS * 512) / 2);
const VARIANTS = ["8", "9", "a", "b"] as const;
let digits = "";
let offset = 0;
/** Of the millisecond `at`: many ids are made within one. */
let prefix = "";
let at: number | undefined;

/** A UUIDv7 (RFC 9562 §5.7): sorts by the millisecond it was made in. */
export function createId(now: number = Date.now()): string {
  if (offset === digits.length) {
    randomFillSync(pool);
    digits = pool.toString("hex");
    offset = 0;
  }
  if (now !== at) {
    const time = now.toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    at = now;
  }
  const start = offset;
  offset += DIGITS;
  const variant = VARIANTS[Number.parseInt(digits.charAt(start), 16) & 0x3];
  return `${prefix}${digits.slice(start + 1, start + 4)}-${variant}${digits.slice(start + 4, start + 7)}-${digits.slice(start + 7, start + DIGITS)}`;
}
