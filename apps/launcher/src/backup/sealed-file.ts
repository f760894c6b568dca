import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@mcp-tools/core";

/*
 * The file, numbers big-endian: docs/backup.md says the same for people.
 *    0  16  "mcp-tools backup"
 *   16   1  version of this form, 1
 *   17   3  scrypt: log2 of N, r, p
 *   20   4  bytes of text in a chunk
 *   24  16  salt
 *   40  32  HMAC-SHA-256 of the 40 bytes before, by the second half of the key
 *   72      chunks, AES-256-GCM by the first half: the text, then its tag of 16 bytes; the last one may be shorter
 * A chunk's nonce is its number (bytes 7 to 10) and whether it is the last (byte 11), and its associated data the first 40
 * bytes: no chunk can be left out, moved, or come from another file. Each file has a salt, and so a key, of its own.
 */
const magic = "mcp-tools backup";
const version = 1;
const macAt = 40;
const headerBytes = 72;
const tagBytes = 16;
const chunkBytesMax = 1 << 20;
const cipher = "aes-256-gcm";

/** 128 MiB for each passphrase that somebody tries. */
const cost = { logN: 17, r: 8, p: 1 } as const;
/** What a file may ask of us. */
const costMax = { logN: 20, r: 16, p: 4 } as const;

export interface SealOptions {
  /** For tests: how much a try of a passphrase costs. */
  readonly logN?: number;
  readonly chunkBytes?: number;
}

/** Encrypts a stream; holds no more than a chunk. */
export async function* seal(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
  { logN = cost.logN, chunkBytes = 65_536 }: SealOptions = {},
): AsyncGenerator<Buffer> {
  const head = Buffer.alloc(macAt);
  head.write(magic, "latin1");
  head.set([version, logN, cost.r, cost.p], 16);
  head.writeUInt32BE(chunkBytes, 20);
  head.set(randomBytes(16), 24);
  const keys = await deriveKeys(passphrase, head);
  yield Buffer.concat([head, createHmac("sha256", keys.mac).update(head).digest()]);
  let number = 0;
  for await (const { bytes, isLast } of chunksOf(source, chunkBytes)) {
    const sealing = createCipheriv(cipher, keys.text, nonceOf(number, isLast)).setAAD(head);
    number += 1;
    yield Buffer.concat([sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
  }
}

/**
 * Decrypts a stream, chunk by chunk: nothing is given on that was not proven to be as it was written.
 * @throws AppError `invalid_input` saying what is wrong with the file, `unauthorized` for a wrong passphrase
 */
export async function* unseal(source: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Buffer> {
  const pieces = source[Symbol.asyncIterator]();
  const beginning = await readBeginning(pieces);
  const head = beginning.subarray(0, macAt);
  checkHead(head);
  const keys = await deriveKeys(passphrase, head);
  const mac = createHmac("sha256", keys.mac).update(head).digest();
  if (!timingSafeEqual(mac, beginning.subarray(macAt, headerBytes)))
    throw new AppError("unauthorized", "The passphrase is wrong, or the beginning of the file is damaged.");
  const rest = continueWith(beginning.subarray(headerBytes), pieces);
  const sealedBytes = head.readUInt32BE(20) + tagBytes;
  let number = 0;
  for await (const { bytes, isLast } of chunksOf(rest, sealedBytes)) {
    const text = open(bytes, { head, key: keys.text, number, isLast });
    if (text === undefined) {
      const isCut = isLast && (bytes.length < tagBytes || open(bytes, { head, key: keys.text, number, isLast: false }));
      throw new AppError(
        "invalid_input",
        isCut
          ? "The file is cut off: its end is missing."
          : `The file is damaged, or cut off, within ${sealedBytes} bytes from byte ${headerBytes + number * sealedBytes} on.`,
      );
    }
    yield text;
    number += 1;
  }
}

interface Chunk {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** Pieces of the same size; the last one, which may be shorter or empty, is known as such. */
async function* chunksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Chunk> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    waiting.push(piece);
    length += piece.length;
    // One byte more than a chunk shows that it is not the last.
    if (length <= size) continue;
    let all = Buffer.concat(waiting);
    for (; all.length > size; all = all.subarray(size)) yield { bytes: all.subarray(0, size), isLast: false };
    waiting = [all];
    length = all.length;
  }
  yield { bytes: Buffer.concat(waiting), isLast: true };
}

function open(
  sealed: Buffer,
  { head, key, number, isLast }: { head: Buffer; key: Buffer; number: number; isLast: boolean },
): Buffer | undefined {
  if (sealed.length < tagBytes) return undefined;
  const opening = createDecipheriv(cipher, key, nonceOf(number, isLast)).setAAD(head);
  opening.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(sealed.subarray(0, -tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function deriveKeys(passphrase: string, head: Buffer): Promise<{ text: Buffer; mac: Buffer }> {
  const [logN = 0, r = 0, p = 0] = head.subarray(17, 20);
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize("NFKC"), head.subarray(24, macAt), 64, options, (error, key) =>
      error === null ? resolve({ text: key.subarray(0, 32), mac: key.subarray(32) }) : reject(error),
    ),
  );
}

function checkHead(head: Buffer): void {
  const [form = 0, logN = 0, r = 0, p = 0] = head.subarray(16, 20);
  if (head.toString("latin1", 0, magic.length) !== magic)
    throw new AppError("invalid_input", "The file is no backup of mcp-tools.");
  if (form > version)
    throw new AppError("invalid_input", `The file was written by a newer mcp-tools (its form is ${form}).`);
  const chunkBytes = head.readUInt32BE(20);
  const isSane = logN >= 1 && logN <= costMax.logN && r >= 1 && r <= costMax.r && p >= 1 && p <= costMax.p;
  if (!isSane || chunkBytes < 1 || chunkBytes > chunkBytesMax)
    throw new AppError("invalid_input", "The beginning of the file is damaged.");
}

async function readBeginning(pieces: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let beginning = Buffer.alloc(0);
  while (beginning.length < headerBytes) {
    const { value, done } = await pieces.next();
    if (done === true) throw new AppError("invalid_input", "The file is too short for a backup of mcp-tools.");
    beginning = Buffer.concat([beginning, value]);
  }
  return beginning;
}

async function* continueWith(first: Buffer, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}
