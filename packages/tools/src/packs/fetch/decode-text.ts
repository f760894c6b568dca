import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";

/** Where a page declares its charset, as browsers look for it. */
const DECLARATION_BYTES = 1_024;
const META_CHARSET = /<meta\s[^>]*charset\s*=\s*["']?\s*([\w:.-]+)/i;
const XML_ENCODING = /^\s*<\?xml\s[^>]*encoding\s*=\s*["']([\w:.-]+)["']/i;

/** Bytes as text, in the charset of their byte order mark, the `Content-Type`, or the document; else UTF-8, or Windows-1252 when they are not. */
export function decodeText(bytes: Buffer, contentType: string): string {
  const charset = fromMark(bytes) ?? fromHeader(contentType) ?? fromDocument(bytes);
  const decoder = createDecoder(charset) ?? new TextDecoder(isUtf8(bytes) ? "utf-8" : "windows-1252");
  return decoder.decode(bytes);
}

/** Whether bytes look like no text in any charset: NUL occurs in UTF-16 only. */
export function looksBinary(bytes: Buffer, contentType: string): boolean {
  if (/^utf-?16/i.test(fromMark(bytes) ?? fromHeader(contentType) ?? "")) return false;
  return bytes.subarray(0, 4_096).includes(0);
}

function fromMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? "utf-8" : undefined;
}

function fromHeader(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([\w:.-]+)/i.exec(contentType)?.[1];
}

function fromDocument(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, DECLARATION_BYTES);
  const declared = (META_CHARSET.exec(start) ?? XML_ENCODING.exec(start))?.[1];
  // What could be read as single bytes is not UTF-16, whatever it says.
  return declared !== undefined && /^utf-?16/i.test(declared) ? "utf-8" : declared;
}

function createDecoder(charset: string | undefined): TextDecoder | undefined {
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
