import { AppError } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";

/**
 * Refuses bodies that are larger, by what they say of themselves or else while they come. Hono's own middleware makes a new
 * request out of the one it was given, which the adapter's for Node is not fit for.
 */
export function limitBody(bytesMax: number): MiddlewareHandler {
  return async function limitBody(c, next) {
    const { method, url } = c.req;
    const { body, headers } = c.req.raw;
    if (method === "GET" || method === "HEAD" || body === null) return next();
    const said = headers.get("content-length");
    if (said !== null && !headers.has("transfer-encoding")) {
      if (Number(said) > bytesMax) throw tooLarge(bytesMax);
      return next();
    }
    const bytes = await readUpTo(body, bytesMax);
    c.req.raw = new Request(url, { method, headers, ...(bytes.length === 0 ? {} : { body: bytes }) });
    return next();
  };
}

async function readUpTo(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("too_large", `The request is larger than ${bytesMax} bytes (BODY_BYTES_MAX).`);
}
