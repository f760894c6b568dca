import type { StreamEvent, StreamLog } from "@mcp-tools/core";
import type { SseWriter } from "../http/sse-writer.ts";
import { toEventId } from "./event-id.ts";

/** How long a client should wait before it comes back for the rest of a stream. */
export const RETRY_MS = 1000;

export interface StreamAddress {
  readonly sessionId: string;
  readonly streamId: string;
}

/**
 * Copies a stream's events to a response as they are appended, until the stream ends or the returned release is
 * called. A priming event (empty data) carries only its id and when to come back.
 */
export function followStream(streams: StreamLog, { sessionId, streamId }: StreamAddress, writer: SseWriter): () => void {
  const write = (event: StreamEvent) => {
    const id = toEventId(streamId, event.seq);
    if (event.data === "") writer.raw(`id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n`);
    else writer.event(event.data, id);
  };
  return streams.tail(sessionId, streamId, write, () => writer.end());
}

/**
 * Replays what came after `seq` and goes on with the rest. Events that arrive during the replay are not lost:
 * they are held back until it is done.
 * @returns the release, or undefined when the stream is unknown or no longer kept that far back
 */
export async function resumeStream(streams: StreamLog, address: StreamAddress & { readonly seq: number }, openWriter: () => SseWriter): Promise<{ writer: SseWriter; release: () => void } | undefined> {
  const { sessionId, streamId, seq } = address;
  const early: StreamEvent[] = [];
  let deliver = (event: StreamEvent): void => void early.push(event);
  let ended = false;
  let onEnd = (): void => void (ended = true);
  const release = streams.tail(sessionId, streamId, (event) => deliver(event), () => onEnd());
  const missed = await streams.read(sessionId, streamId, seq);
  if (missed === undefined) {
    release();
    return undefined;
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
  if (ended || (await streams.isEnded(sessionId, streamId))) writer.end();
  return { writer, release };
}
