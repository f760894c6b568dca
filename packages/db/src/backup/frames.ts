import { AppError } from "@mcp-tools/core";

/** What a frame is: the head of the backup, the head of a table, some of its rows, its end, the end of the backup. */
export type FrameType = "H" | "T" | "D" | "E" | "Z";

export interface Frame {
  readonly type: FrameType;
  readonly body: Buffer;
}

export interface FrameReader {
  /** Undefined at the end of the source. @throws AppError `invalid_input` where no frame can begin */
  next(): Promise<Frame | undefined>;
}

/** A byte for the type, and the length of the body as an unsigned 32-bit number, big-endian. */
const headBytes = 5;
export const bodyBytesMax = 1 << 20;
const types = "HTDEZ";

export function frame(type: FrameType, body: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

export function jsonFrame(type: FrameType, value: unknown): Buffer {
  return frame(type, Buffer.from(JSON.stringify(value)));
}

/** Holds no more than a frame and a piece of the source. */
export function createFrameReader(source: AsyncIterable<Uint8Array>): FrameReader {
  const pieces = source[Symbol.asyncIterator]();
  let waiting: Buffer[] = [];
  let length = 0;

  async function take(bytes: number): Promise<Buffer | undefined> {
    while (length < bytes) {
      const { value, done } = await pieces.next();
      if (done === true) return undefined;
      waiting.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      length += value.byteLength;
    }
    const all = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting);
    waiting = all.length > bytes ? [all.subarray(bytes)] : [];
    length = all.length - bytes;
    return all.subarray(0, bytes);
  }

  return {
    async next() {
      const head = await take(headBytes);
      if (head === undefined) {
        if (length > 0) throw malformed();
        return undefined;
      }
      const type = head.toString("latin1", 0, 1);
      const size = head.readUInt32BE(1);
      if (!types.includes(type) || size > bodyBytesMax) throw malformed();
      const body = await take(size);
      if (body === undefined) throw malformed();
      return { type: type as FrameType, body };
    },
  };
}

export function malformed(): AppError {
  return new AppError("invalid_input", "The backup is not as it should be: it ends in the middle, or is no backup.");
}
