import { writeSync } from "node:fs";
import type { DestinationStream } from "pino";

export interface StderrStream extends DestinationStream {
  /** Writes what waits, within half a second; pino calls it after a fatal line. */
  flushSync(): void;
}

const RETRY_MS = 50;
/** Between writes while lines come all the time: each costs as much as a dozen lines. */
const GATHER_MS = 10;
/** While somebody reads. */
const READING_RETRY_MS = 1;
const EXIT_WAIT_MS = 500;
const EXIT_RETRY_MS = 10;
/** Lines wait in memory while nobody reads; beyond this they are dropped. */
const WAITING_MAX = 8 * 1024 * 1024;

/**
 * Writes lines in order: those of one turn of the event loop together, under load those of some milliseconds; and the last ones of a process too. A parent
 * that does not read our stderr must not stop us, though: while its pipe is full lines wait, and at the end of the
 * process only for a moment.
 */
export function createStderrStream(): StderrStream {
  // Asking for Node's own stream makes a pipe non-blocking: from then on a full one is an EAGAIN.
  const { fd } = process.stderr;
  let lines = "";
  let unwritten: Buffer | undefined;
  let isScheduled = false;
  let dropped = 0;
  let lastAt = 0;

  /** False while the pipe is full. */
  function flush(): boolean {
    while (unwritten !== undefined || lines !== "") {
      if (unwritten === undefined) {
        unwritten = Buffer.from(lines);
        lines = "";
      }
      const written = tryWrite(fd, unwritten);
      if (written < unwritten.length) {
        unwritten = unwritten.subarray(written);
        return false;
      }
      unwritten = undefined;
    }
    return true;
  }

  function run(): void {
    const before = unwritten?.length;
    if (!flush()) {
      setTimeout(run, unwritten?.length === before ? RETRY_MS : READING_RETRY_MS).unref();
      return;
    }
    isScheduled = false;
    lastAt = performance.now();
    if (dropped === 0) return;
    const lost = dropped;
    dropped = 0;
    write(`${JSON.stringify({ level: "warn", lost, msg: "log lines lost: nobody read them" })}\n`);
  }

  function write(line: string): void {
    if (lines.length + line.length > WAITING_MAX) {
      dropped += 1;
      return;
    }
    lines += line;
    if (isScheduled) return;
    isScheduled = true;
    if (performance.now() - lastAt < GATHER_MS) setTimeout(run, GATHER_MS);
    else setImmediate(run);
  }

  function flushSync(): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const end = performance.now() + EXIT_WAIT_MS;
    while (!flush() && performance.now() < end) Atomics.wait(pause, 0, 0, EXIT_RETRY_MS);
  }

  process.once("exit", flushSync);
  return { write, flushSync };
}

/** The bytes that went out: none while the pipe is full, all where there is nobody to write to. */
function tryWrite(fd: number, chunk: Buffer): number {
  try {
    return writeSync(fd, chunk);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EAGAIN" ? 0 : chunk.length;
  }
}
