import type { Logger, StreamEvent } from "@mcp-tools/core";
import { deliver } from "./deliver.ts";
import { patiently } from "./patiently.ts";

export interface StreamHead {
  readonly seq: number;
  readonly isEnded: boolean;
  /** A process has promised to end it. */
  readonly isClaimed: boolean;
}

export interface FollowerOptions {
  /** The number of the newest event before the following begins, where it is known; else it is asked for. */
  readonly after: number | undefined;
  /** The number of the newest event, and whether there will be another. */
  readonly head: () => Promise<StreamHead>;
  /** Events after a number; undefined when they are not kept any more. */
  readonly read: (seq: number) => Promise<StreamEvent[] | undefined>;
  readonly onEvent: (event: StreamEvent) => void;
  /** At most once. */
  readonly onEnd: () => void;
  readonly logger: Logger | undefined;
}

/** Puts what is heard of a stream, and what has to be read because it was not, in order: each event once. */
export interface Follower {
  /** `<seq>:<data>`, or `end`. */
  readonly hear: (message: string) => void;
  /** Reads what may have been missed. */
  catchUp(): Promise<void>;
  /** As far as it is known. */
  readonly isClaimed: boolean;
  stop(): void;
}

export function createFollower({ after, head, read, onEvent, onEnd, logger }: FollowerOptions): Follower {
  /** The last event before the following began, or that was passed on; undefined until it is known. */
  let last = after;
  let isOver = false;
  let isClaimed = false;
  /** Heard while something was being read. */
  let early: StreamEvent[] = [];
  let work: Promise<void> = Promise.resolve();
  let working = 0;
  function pass(event: StreamEvent): void {
    if (isOver || last === undefined || event.seq <= last) return;
    last = event.seq;
    deliver([onEvent], (listener) => listener(event), logger);
  }

  function finish(): void {
    if (isOver) return;
    isOver = true;
    deliver([onEnd], (listener) => listener(), logger);
  }

  /** One reading after the other. A failure is no loss: the connection's return, or the next look, reads again. */
  function enqueue(step: () => Promise<void>): Promise<void> {
    working += 1;
    work = work
      .then(step)
      .catch((err: unknown) => logger?.debug({ err }, "stream not read"))
      .finally(() => {
        working -= 1;
        const heard = early;
        early = [];
        for (const event of heard) hearEvent(event);
      });
    return work;
  }

  async function readMissed(): Promise<void> {
    if (isOver) return;
    if (last === undefined) return;
    const now = await head();
    isClaimed = now.isClaimed;
    if (now.seq > last) for (const event of (await read(last)) ?? []) pass(event);
    if (now.isEnded) finish();
  }

  function hearEvent(event: StreamEvent): void {
    if (working > 0 || last === undefined) early.push(event);
    else if (event.seq === last + 1) pass(event);
    else if (event.seq > last) {
      early.push(event);
      void enqueue(readMissed);
    }
  }

  if (after === undefined) {
    // Asked at once: what is appended by this process from now on comes after it.
    const begin = patiently(head);
    begin.catch(() => {});
    void enqueue(async () => {
      try {
        const first = await begin;
        last = first.seq;
        isClaimed = first.isClaimed;
        if (first.isEnded) finish();
      } catch (error) {
        // Whoever follows comes back: it knows where it stood.
        finish();
        throw error;
      }
    });
  }

  return {
    hear(message) {
      if (isOver) return;
      if (message === "end") {
        // After what was heard before it.
        void enqueue(async () => {
          if (!isOver) await readMissed().catch(() => {});
          finish();
        });
        return;
      }
      const colon = message.indexOf(":");
      hearEvent({ seq: Number(message.slice(0, colon)), data: message.slice(colon + 1) });
    },
    catchUp: () => enqueue(readMissed),
    get isClaimed() {
      return isClaimed;
    },
    stop() {
      isOver = true;
    },
  };
}
