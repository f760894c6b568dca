import type { StreamClaim, StreamEvent, StreamLog } from "@mcp-tools/core";
import type { SseWriter } from "../http/sse-writer.ts";
import { toEventId } from "./event-id.ts";

/** How long a client should wait before it comes back for the rest of a stream. */
const RETRY_MS = 1000;

export interface StreamAddress {
  readonly sessionId: string;
  readonly streamId: string;
}

/** The empty event that gives a client an id to come back with (SEP-1699). Only for 2025-11-25: older clients crash on it. */
export function toPrimingFrame(id: string): string {
  return `id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n`;
}

/**
 * Copies a stream's events to a response as they are appended, until the stream ends or the returned release is
 * called. An event without data is a priming event.
 */
export function followStream(
  streams: StreamLog,
  { sessionId, streamId }: StreamAddress,
  writer: SseWriter,
): () => void {
  const write = (event: StreamEvent) => {
    const id = toEventId(streamId, event.seq);
    if (event.data === "") writer.raw(toPrimingFrame(id));
    else writer.event(event.data, id);
  };
  return streams.tail(sessionId, streamId, write, () => writer.end());
}

/**
 * Replays what came after `seq` and goes on with the rest. Events that arrive during the replay are not lost:
 * they are held back until it is done.
 * @returns the release; `unknown` when there is no such stream or it is no longer kept that far back; `over` when
 *   nothing came after `seq` and nothing will
 */
export async function resumeStream(
  streams: StreamLog,
  address: StreamAddress & { readonly seq: number },
  { openWriter, onOrphan }: { openWriter: () => SseWriter; onOrphan: (work: string, claim: StreamClaim) => void },
): Promise<{ release: () => void } | "unknown" | "over"> {
  const { sessionId, streamId, seq } = address;
  const early: StreamEvent[] = [];
  let deliver = (event: StreamEvent): void => void early.push(event);
  let ended = false;
  let onEnd = (): void => void (ended = true);
  const release = streams.tail(
    sessionId,
    streamId,
    (event) => deliver(event),
    () => onEnd(),
    onOrphan,
  );
  // Asked first: what had ended by then is read whole, however late the tail reports it.
  const isOver = await streams.isEnded(sessionId, streamId);
  const missed = await streams.read(sessionId, streamId, seq);
  if (missed === undefined) {
    release();
    return "unknown";
  }
  if (isOver && missed.length === 0) {
    release();
    return "over";
  }
  const writer = openWriter();
  let last = seq;
  deliver = (event) => {
    if (event.seq <= last) return;
    last = event.seq;
    if (event.data !== "") writer.event(event.data, toEventId(streamId, event.seq));
  };
  for (const event of [...missed, ...early]) deliver(event);
  onEnd = () => writer.end();
  if (ended || isOver) writer.end();
  return { release };
}
