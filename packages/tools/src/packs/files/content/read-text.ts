import { AppError } from "@mcp-tools/core";
import type { FileHandle } from "node:fs/promises";
import { formatBytes } from "./format-bytes.ts";

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

export interface TextRange {
  /** Only so many lines from the beginning. */
  readonly head?: number | undefined;
  /** Only so many lines from the end. */
  readonly tail?: number | undefined;
  readonly bytesMax: number;
}

/**
 * The text of a file, or its first or last lines. UTF-8, or UTF-16 with a byte order mark; bytes that are neither
 * come out as U+FFFD.
 * @throws AppError `too_large` when it is more than `bytesMax`, `invalid_input` for a binary file
 */
export async function readText(file: FileHandle, { head, tail, bytesMax }: TextRange): Promise<string> {
  const { size } = await file.stat();
  const start = await readAt(file, 0, Math.min(CHUNK_BYTES, bytesMax + 1));
  const encoding = encodingOf(start, size);
  // In UTF-16 a line end is two bytes, and either may be 0x0a elsewhere: cut the text, not the bytes.
  if (encoding !== "utf-8") return cutLines(decode(await readWhole(file, size, bytesMax), encoding), { head, tail });
  if (head !== undefined) return decode(await readHead(file, head, bytesMax), encoding);
  if (tail !== undefined) return decode(await readTail(file, size, { tail, bytesMax }), encoding);
  return decode(await readWhole(file, size, bytesMax), encoding);
}

/** All bytes of a file. */
export async function readWhole(file: FileHandle, size: number, bytesMax: number): Promise<Buffer> {
  if (size > bytesMax) throw tooLarge(size, bytesMax);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // To its end and not to `size`: it may grow, and some files say 0.
  for (;;) {
    const chunk = await readAt(file, bytes, Math.max(CHUNK_BYTES, size - bytes + 1));
    if (chunk.length === 0) return Buffer.concat(chunks, bytes);
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytes, bytesMax);
  }
}

async function readHead(file: FileHandle, lines: number, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for (let left = lines; ;) {
    const chunk = await readAt(file, bytes, CHUNK_BYTES);
    if (chunk.length === 0) break;
    let end = -1;
    while (left > 0 && (end = chunk.indexOf(NEWLINE, end + 1)) !== -1) left -= 1;
    chunks.push(left === 0 ? chunk.subarray(0, end) : chunk);
    bytes += left === 0 ? end : chunk.length;
    if (bytes > bytesMax) throw tooManyLines("first", lines, bytesMax);
    if (left === 0) break;
  }
  return Buffer.concat(chunks);
}

async function readTail(
  file: FileHandle,
  size: number,
  { tail, bytesMax }: { tail: number; bytesMax: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let position = size;
  let bytes = 0;
  for (let left = tail; left > 0 && position > 0;) {
    const length = Math.min(CHUNK_BYTES, position);
    position -= length;
    let chunk = await readAt(file, position, length);
    // The newline that ends the file begins no further line.
    if (bytes === 0 && chunk.at(-1) === NEWLINE) chunk = chunk.subarray(0, -1);
    let start = chunk.length;
    while (left > 0 && (start = start === 0 ? -1 : chunk.lastIndexOf(NEWLINE, start - 1)) !== -1) left -= 1;
    chunks.unshift(left === 0 ? chunk.subarray(start + 1) : chunk);
    bytes += chunks[0]?.length ?? 0;
    if (bytes > bytesMax) throw tooManyLines("last", tail, bytesMax);
  }
  return Buffer.concat(chunks);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

function encodingOf(start: Buffer, size: number): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (start.includes(0)) {
    throw new AppError(
      "invalid_input",
      `This is a binary file of ${formatBytes(size)}, not text. read_media_file gives its bytes.`,
    );
  }
  return "utf-8";
}

function decode(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

function cutLines(text: string, { head, tail }: Pick<TextRange, "head" | "tail">): string {
  if (head === undefined && tail === undefined) return text;
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return (head === undefined ? lines.slice(-(tail ?? 0)) : lines.slice(0, head)).join("\n");
}

function tooLarge(size: number, bytesMax: number): AppError {
  return new AppError(
    "too_large",
    `The file is ${formatBytes(size)}, more than the ${formatBytes(bytesMax)} that can be read at once. Read a part of it with head or tail (numbers of lines).`,
  );
}

function tooManyLines(which: string, lines: number, bytesMax: number): AppError {
  return new AppError(
    "too_large",
    `The ${which} ${lines} lines are more than the ${formatBytes(bytesMax)} that can be read at once. Ask for fewer.`,
  );
}
