import type { IncomingMessage } from "node:http";

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly reason: string }
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
    return { kind: "json", value: JSON.parse(bytes.toString("utf8")) as unknown };
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}
