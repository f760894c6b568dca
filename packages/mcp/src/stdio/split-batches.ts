import { Transform, type Readable } from "node:stream";

/** Longest line held while it is not whole; the transport refuses longer messages itself. */
const LINE_BYTES_MAX = 10 * 1024 * 1024;
const NEWLINE = 0x0a;
const BRACKET = 0x5b;

/**
 * Turns a line that is a JSON array into one line a message: 2025-03-26 servers must take batches, and the SDK
 * drops such a line silently. Everything else passes as it is.
 */
export function splitBatches(input: Readable): Readable {
  let rest: Buffer = Buffer.alloc(0);
  const split = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE)) {
        this.push(splitLine(data.subarray(0, end + 1)));
        data = data.subarray(end + 1);
      }
      if (data.length > LINE_BYTES_MAX) {
        this.push(data);
        data = Buffer.alloc(0);
      }
      rest = data;
      done();
    },
    flush(done) {
      if (rest.length > 0) this.push(rest);
      done();
    },
  });
  return input.pipe(split);
}

function splitLine(line: Buffer): Buffer {
  if (line.find((byte) => byte !== 0x20 && byte !== 0x09) !== BRACKET) return line;
  try {
    const batch: unknown = JSON.parse(line.toString("utf8"));
    return Array.isArray(batch) && batch.length > 0 ? Buffer.from(batch.map((message) => `${JSON.stringify(message)}\n`).join("")) : line;
  } catch {
    return line;
  }
}
