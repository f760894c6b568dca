import { pipeline, Transform, type Readable } from "node:stream";
import { Codes, idOf } from "../http/answer.ts";
import { countKeys } from "../json/count-keys.ts";
import { countMembers, NESTING_MAX } from "../json/count-members.ts";
import { BATCH_MAX } from "../server/batch.ts";
import { isMessage } from "../server/is-message.ts";

/** A line, or a message of a batch, that nobody may act on. */
export interface RefusedLine {
  readonly code: number;
  readonly message: string;
  readonly id: string | number | null;
}

export interface SplitBatchesOptions {
  /** Told of what was taken out; its sender waits for an answer. */
  readonly refuse?: (line: RefusedLine) => void;
  /** The end of the input waits for this. */
  readonly beforeEnd?: () => Promise<void>;
}

/** Longest line, its end included. */
const LINE_BYTES_MAX = 10 * 1024 * 1024;
const NEWLINE = 0x0a;

const TOO_LONG: RefusedLine = {
  code: Codes.invalidRequest,
  message: `Invalid request: a message may have ${LINE_BYTES_MAX} bytes.`,
  id: null,
};
const EMPTY_BATCH: RefusedLine = {
  code: Codes.invalidRequest,
  message: "Invalid request: the batch is empty.",
  id: null,
};
const LONG_BATCH: RefusedLine = {
  code: Codes.invalidRequest,
  message: `Invalid request: a batch holds at most ${BATCH_MAX} messages.`,
  id: null,
};

/**
 * Turns a line that is a JSON array into one line a message: 2025-03-26 servers must take batches, and the SDK
 * drops such a line silently. Takes out what it would drop as silently though JSON-RPC 2.0 (sections 5.1 and 6) wants an
 * answer, what is longer than anybody should hold, and what readers of JSON could understand in two ways.
 */
export function splitBatches(
  input: Readable,
  { refuse = () => {}, beforeEnd = () => Promise.resolve() }: SplitBatchesOptions = {},
): Readable {
  let pieces: Buffer[] = [];
  let bytes = 0;

  /** Of a line that has become too long, what is there goes, and what comes is let pass by. */
  function add(piece: Buffer): void {
    const isRefused = bytes > LINE_BYTES_MAX;
    bytes += piece.length;
    if (isRefused) return;
    if (bytes <= LINE_BYTES_MAX) pieces.push(piece);
    else {
      pieces = [];
      refuse(TOO_LONG);
    }
  }
  /** What goes on in place of the line that has come to its end. */
  function takeLine(): Buffer | undefined {
    const line = pieces.length === 0 ? undefined : checkLine(joined(pieces), refuse);
    pieces = [];
    bytes = 0;
    return line;
  }

  const split = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, end + 1));
        const line = takeLine();
        if (line !== undefined) this.push(line);
        start = end + 1;
      }
      if (start < chunk.length) add(chunk.subarray(start));
      done();
    },
    flush(done) {
      const line = takeLine();
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

/** What goes on in place of the line; undefined where nothing does. */
function checkLine(line: Buffer, refuse: (line: RefusedLine) => void): Buffer | undefined {
  const text = line.toString("utf8").replace(/\r?\n$/, "");
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(notJson(error));
    return undefined;
  }
  const problem = problemWith(line, value);
  if (problem !== undefined) {
    refuse(problem);
    return undefined;
  }
  const messages: readonly unknown[] = Array.isArray(value) ? value : [value];
  const passing = refuseOthers(messages, refuse);
  if (passing.length === 0) return undefined;
  return Array.isArray(value) ? Buffer.from(passing.map((message) => `${JSON.stringify(message)}\n`).join("")) : line;
}

/** The messages that pass. Those without an id get one answer together: nobody could tell theirs from the others'. */
function refuseOthers(messages: readonly unknown[], refuse: (line: RefusedLine) => void): unknown[] {
  let isNamelessTold = false;
  return messages.filter((message) => {
    if (isMessage(message) || wantsNoAnswer(message)) return true;
    const refused = notAMessage(message);
    if (refused.id !== null || !isNamelessTold) refuse(refused);
    isNamelessTold ||= refused.id === null;
    return false;
  });
}

/** What a whole line is refused for. */
function problemWith(line: Buffer, value: unknown): RefusedLine | undefined {
  if (Array.isArray(value) && value.length === 0) return EMPTY_BATCH;
  if (Array.isArray(value) && value.length > BATCH_MAX) return LONG_BATCH;
  const members = countMembers(line);
  const id = idOf(value);
  if (members === -1)
    return {
      code: Codes.invalidRequest,
      message: `Invalid request: the message nests deeper than ${NESTING_MAX} levels.`,
      id,
    };
  return countKeys(value) === members
    ? undefined
    : {
        code: Codes.parse,
        message: "Parse error: a key stands twice in an object of the message. Send each key once.",
        id,
      };
}

function notJson(error: unknown): RefusedLine {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: Codes.parse, message: `Parse error: the line is not JSON (${reason}).`, id: null };
}

function notAMessage(value: unknown): RefusedLine {
  return {
    code: Codes.invalidRequest,
    message: "Invalid request: the message is not JSON-RPC 2.0 as MCP has it.",
    id: idOf(value),
  };
}

/** A notification or a response, however malformed, is never answered: it passes, and the transport drops it. */
function wantsNoAnswer(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return "method" in value
    ? typeof value.method === "string" && !("id" in value)
    : "result" in value || "error" in value;
}
