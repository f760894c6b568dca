import type { StreamEvent } from "@mcp-tools/core";
import type { EventQueue, KeptEvent } from "./event-queue.ts";

/** What an event costs besides its text. */
const EVENT_BYTES = 128;

export interface Follower {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onEnd: (() => void) | undefined;
}

/** One stream's kept events, oldest first, and who follows it. */
export interface MemoryStream {
  readonly sessionId: string;
  readonly streamId: string;
  readonly followers: Set<Follower>;
  first: KeptEvent<MemoryStream> | undefined;
  last: KeptEvent<MemoryStream> | undefined;
  kept: number;
  lastSeq: number;
  /** Somebody will end it, however long that takes. */
  isClaimed: boolean;
  endedAt: number | undefined;
  lastUsedAt: number;
}

export function createMemoryStream(sessionId: string, streamId: string, now: number): MemoryStream {
  return {
    sessionId,
    streamId,
    followers: new Set(),
    first: undefined,
    last: undefined,
    kept: 0,
    lastSeq: 0,
    isClaimed: false,
    endedAt: undefined,
    lastUsedAt: now,
  };
}

export function appendTo(stream: MemoryStream, queue: EventQueue<MemoryStream>, data: string): KeptEvent<MemoryStream> {
  const event: KeptEvent<MemoryStream> = {
    seq: ++stream.lastSeq,
    data,
    bytes: Buffer.byteLength(data) + EVENT_BYTES,
    owner: stream,
    next: undefined,
    older: undefined,
    newer: undefined,
  };
  if (stream.last === undefined) stream.first = event;
  else stream.last.next = event;
  stream.last = event;
  stream.kept++;
  queue.push(event);
  return event;
}

export function dropFirstOf(stream: MemoryStream, queue: EventQueue<MemoryStream>): void {
  const event = stream.first;
  if (event === undefined) return;
  stream.first = event.next;
  if (stream.first === undefined) stream.last = undefined;
  stream.kept--;
  queue.remove(event);
}

/** Events after `seq`; undefined when one of them is no longer kept or `seq` was never given. */
export function readAfter(stream: MemoryStream, seq: number): StreamEvent[] | undefined {
  if (seq > stream.lastSeq || seq < stream.lastSeq - stream.kept) return undefined;
  const events: StreamEvent[] = [];
  for (let event = stream.first; event !== undefined; event = event.next) {
    if (event.seq > seq) events.push({ seq: event.seq, data: event.data });
  }
  return events;
}
