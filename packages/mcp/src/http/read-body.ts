import type { IncomingMessage } from "node:http";

/** Levels of arrays and objects in a body. */
export const NESTING_MAX = 500;

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly reason: string }
  /** JSON that what comes after could not walk through without running out of stack. */
  | { readonly kind: "too_deep"; readonly value: unknown }
  | { readonly kind: "too_large" }
  /** The client went away before the end: there is nobody to answer. */
  | { readonly kind: "aborted" };

/** Reads a JSON body of at most `bytesMax`. Slow senders are the HTTP server's `requestTimeout` to end. */
export function readBody(req: IncomingMessage, bytesMax: number): Promise<Body> {
  if (Number(req.headers["content-length"] ?? 0) > bytesMax) return Promise.resolve({ kind: "too_large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else {
        req.pause();
        resolve({ kind: "too_large" });
      }
    });
    req.on("end", () => resolve(parse(chunks)));
    req.on("error", () => resolve({ kind: "aborted" }));
    req.on("close", () => resolve({ kind: "aborted" }));
  });
}

function parse(chunks: readonly Buffer[]): Body {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return { kind: isTooDeep(bytes) ? "too_deep" : "json", value };
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether JSON nests deeper than allowed. Small bodies cannot, and cost nothing. */
function isTooDeep(bytes: Buffer): boolean {
  if (bytes.length < 2 * NESTING_MAX) return false;
  let depth = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) inText = !inText;
    else if (inText) index += Number(byte === BACKSLASH);
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
