import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ApiKeySecret } from "@mcp-tools/core";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MARK = "mcpt_";
/** Visible characters behind the mark. */
const NAME_LENGTH = 8;
/** 36 characters of 62 are 214 bits. */
const SECRET_LENGTH = 36;
/** Enough for the 32 bits of a CRC. */
const CHECKSUM_LENGTH = 6;
/** Of the part that may be shown. */
export const PREFIX_LENGTH = MARK.length + NAME_LENGTH;
const LENGTH = PREFIX_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH;
const whole = new RegExp(`^${MARK}[0-9A-Za-z]{${LENGTH - MARK.length}}$`);
const visible = new RegExp(`^${MARK}[0-9A-Za-z]{${NAME_LENGTH}}`);

/**
 * A new secret, `mcpt_` and 50 letters and digits: 8 that may be shown, 36 that must not, and a checksum (CRC-32 of all
 * before it) by which typing errors and secret scanners can tell a key without asking us.
 */
export function createKeySecret(): { readonly secret: string } & Pick<ApiKeySecret, "prefix" | "hash"> {
  const body = `${MARK}${randomText(NAME_LENGTH + SECRET_LENGTH)}`;
  const secret = `${body}${checksumOf(body)}`;
  return { secret, prefix: secret.slice(0, PREFIX_LENGTH), hash: hashKeySecret(secret) };
}

/** Whether somebody meant it to be one of our keys. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith(MARK);
}

/** Of our form, with a checksum that fits. */
export function isKeySecret(text: string): boolean {
  return (
    text.length === LENGTH && whole.test(text) && text.endsWith(checksumOf(text.slice(0, LENGTH - CHECKSUM_LENGTH)))
  );
}

/** The part that may be shown, where the text looks like one of our keys. */
export function visiblePrefix(text: string): string | undefined {
  return visible.exec(text)?.[0];
}

/** SHA-256, hex. One round is enough for 214 random bits, which nobody can guess. */
export function hashKeySecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

/** Bytes beyond the last whole multiple of 62 are drawn again: every character is as likely as any other. */
function randomText(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < limit) text += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return text.slice(0, length);
}
