import { pipeline, Transform, type Readable } from "node:stream";

/** Longest line held while it is not whole; the transport refuses longer messages itself. */
const LINE_BYTES_MAX = 10 * 1024 * 1024;
const NEWLINE = 0x0a;
const BRACKET = 0x5b;

/**
 * Turns a line that is a JSON array into one line a message: 2025-03-26 servers must take batches, and the SDK
 * drops such a line silently. Everything else passes as it is. The end waits for `beforeEnd`.
 */
export function splitBatches(input: Readable, beforeEnd: () => Promise<void> = () => Promise.resolve()): Readable {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const split = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        pieces.push(chunk.subarray(start, end + 1));
        this.push(splitLine(joined(pieces)));
        pieces = [];
        bytes = 0;
        start = end + 1;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
      bytes += chunk.length - start;
      if (bytes > LINE_BYTES_MAX) {
        for (const piece of pieces) this.push(piece);
        pieces = [];
        bytes = 0;
      }
      done();
    },
    flush(done) {
      for (const piece of pieces) this.push(piece);
      beforeEnd().then(() => done(), done);
    },
  });
  // Not `pipe`, which would leave the output waiting for an input that broke off. The transport hears of the error.
  pipeline(input, split, () => {});
  return split;
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
}

function splitLine(line: Buffer): Buffer {
  if (line.find((byte) => byte !== 0x20 && byte !== 0x09) !== BRACKET) return line;
  try {
    const batch: unknown = JSON.parse(line.toString("utf8"));
    return Array.isArray(batch) && batch.length > 0
      ? Buffer.from(batch.map((message) => `${JSON.stringify(message)}\n`).join(""))
      : line;
  } catch {
    return line;
  }
}
