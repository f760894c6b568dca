import { AppError } from "@mcp-tools/core";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

export interface BodyOptions {
  /** The `Content-Encoding` header. */
  readonly encoding: string | undefined;
  /** The `Content-Length` header; NaN where there is none. */
  readonly announcedBytes: number;
  /** Limit for the bytes as sent and for the bytes as unpacked. */
  readonly bytesMax: number;
}

/** A body, unpacked. Stops reading at the limit. @throws AppError `too_large`, `unavailable` for an encoding we did not ask for */
export async function readBody(body: Readable, { encoding, announcedBytes, bytesMax }: BodyOptions): Promise<Buffer> {
  if (announcedBytes > bytesMax) throw tooLarge(bytesMax);
  const unpack = createUnpack(encoding);
  const sent = unpack === undefined ? body : pipeline(limit(body, bytesMax), unpack, () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of limit(sent, bytesMax)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* limit(source: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

function createUnpack(encoding: string | undefined): Transform | undefined {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return undefined;
  if (name === "gzip" || name === "x-gzip") return createGunzip();
  if (name === "br") return createBrotliDecompress();
  if (name === "deflate") return createInflate();
  throw new AppError(
    "unavailable",
    `The server packed its answer in a way that was not asked for (${name.slice(0, 40)}), and it cannot be read.`,
  );
}

function tooLarge(bytesMax: number): AppError {
  return new AppError(
    "too_large",
    `The answer is larger than ${Math.floor(bytesMax / 1024)} KB, the most that is read. Look for a smaller page, or one split into parts.`,
  );
}
