import { AppError } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";

/**
 * Refuses bodies that are larger than `bytesMax`: by what they say of their length or, where they do not say (chunked), once
 * that much has come. Hono's own builds the request anew from the one of the Node server, which the platform's `Request` refuses.
 */
export function limitBody(bytesMax: number): MiddlewareHandler {
  const tooLarge = () => new AppError("too_large", `The request is larger than ${bytesMax} bytes (BODY_BYTES_MAX).`);

  async function read(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge();
      chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks));
  }

  return async function limitBody(c, next) {
    const { raw } = c.req;
    const length = c.req.header("content-length");
    if (length !== undefined && c.req.header("transfer-encoding") === undefined) {
      if (Number(length) > bytesMax) throw tooLarge();
    } else if (raw.body !== null) {
      const body = await read(raw.body);
      const { method, headers, signal } = raw;
      c.req.raw = new Request(raw.url, { method, headers, signal, ...(body.length === 0 ? {} : { body }) });
    }
    await next();
  };
}
