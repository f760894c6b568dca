import { pipeline, Transform, type Readable } from "node:stream";
import { Codes, idOf } from "../http/answer.ts";
import { countKeys } from "../json/count-keys.ts";
import { countMembers, NESTING_MAX } from "../json/count-members.ts";

/** A line that is JSON, and that nobody may act on. */
export interface RefusedLine {
  readonly code: number;
  readonly message: string;
  readonly id: string | number | null;
}

export interface SplitBatchesOptions {
  /** Told of each line that was taken out; its sender waits for an answer. */
  readonly refuse?: (line: RefusedLine) => void;
  /** The end of the input waits for this. */
  readonly beforeEnd?: () => Promise<void>;
}

/** Longest line held while it is not whole; the transport refuses longer messages itself. */
const LINE_BYTES_MAX = 10 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Turns a line that is a JSON array into one line a message: 2025-03-26 servers must take batches, and the SDK
 * drops such a line silently. Takes out what readers of JSON could understand in two ways. Everything else passes as
 * it is, what is no JSON too.
 */
export function splitBatches(
  input: Readable,
  { refuse = () => {}, beforeEnd = () => Promise.resolve() }: SplitBatchesOptions = {},
): Readable {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const split = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        pieces.push(chunk.subarray(start, end + 1));
        const line = checkLine(joined(pieces), refuse);
        if (line !== undefined) this.push(line);
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
      const line = pieces.length === 0 ? undefined : checkLine(joined(pieces), refuse);
      if (line !== undefined) this.push(line);
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

/** What goes on in place of the line; undefined for one that is refused. */
function checkLine(line: Buffer, refuse: (line: RefusedLine) => void): Buffer | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line.toString("utf8"));
  } catch {
    return line;
  }
  const problem = problemWith(line, message);
  if (problem !== undefined) {
    refuse(problem);
    return undefined;
  }
  return Array.isArray(message) && message.length > 0
    ? Buffer.from(message.map((one) => `${JSON.stringify(one)}\n`).join(""))
    : line;
}

function problemWith(line: Buffer, message: unknown): RefusedLine | undefined {
  const members = countMembers(line);
  const id = idOf(message);
  if (members === -1)
    return {
      code: Codes.invalidRequest,
      message: `Invalid request: the message nests deeper than ${NESTING_MAX} levels.`,
      id,
    };
  return countKeys(message) === members
    ? undefined
    : {
        code: Codes.parse,
        message: "Parse error: a key stands twice in an object of the message. Send each key once.",
        id,
      };
}
