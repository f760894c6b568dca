import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(8 * 512);
let offset = pool.length;

/** A UUIDv7 (RFC 9562 §5.7): sorts by the millisecond it was made in. */
export function createId(now: number = Date.now()): string {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const time = now.toString(16).padStart(12, "0");
  const random = pool.toString("hex", offset, offset + 8);
  offset += 8;
  const extra = pool.readUInt16BE(offset - 2) & 0x0fff;
  const variant = ((Number.parseInt(random.charAt(0), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${extra.toString(16).padStart(3, "0")}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}
