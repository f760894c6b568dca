import type { IncomingMessage } from "node:http";
import type { HttpRequest } from "@mcp-tools/core";
import { countKeys } from "../json/count-keys.ts";
import { countMembers } from "../json/count-members.ts";

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly reason: string }
  /** JSON that what comes after could not walk through without running out of stack. */
  | { readonly kind: "too_deep"; readonly value: unknown }
  /** A key stands twice in an object: readers differ about which one counts. */
  | { readonly kind: "duplicate_key"; readonly value: unknown }
  | { readonly kind: "too_large" }
  /** The client went away before the end: there is nobody to answer. */
  | { readonly kind: "aborted" };

/** Reads a JSON body of at most `bytesMax`. Slow senders are the HTTP server's `requestTimeout` to end. */
export function readBody(req: HttpRequest, bytesMax: number): Body | Promise<Body> {
  if (!("takeBody" in req)) return listenForBody(req, bytesMax);
  const body = req.takeBody(bytesMax);
  if (body === undefined) return { kind: "too_large" };
  return body instanceof Promise ? body.then(parse, () => ({ kind: "aborted" })) : parse(body);
}

function listenForBody(req: IncomingMessage, bytesMax: number): Promise<Body> {
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
    req.on("end", () => resolve(parse(toBuffer(chunks))));
    req.on("error", () => resolve({ kind: "aborted" }));
    req.on("close", () => resolve({ kind: "aborted" }));
  });
}

function toBuffer(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

function parse(bytes: Buffer): Body {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    const members = countMembers(bytes);
    if (members === -1) return { kind: "too_deep", value };
    return { kind: countKeys(value) === members ? "json" : "duplicate_key", value };
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}
