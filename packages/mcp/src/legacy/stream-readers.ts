import { createId, type Bus } from "@mcp-tools/core";
import type { SseWriter } from "../http/sse-writer.ts";
import { STANDALONE_STREAM } from "./event-id.ts";
import type { StreamAddress } from "./stream-reader.ts";

export interface StreamReaders {
  /** Makes this the one reader of the stream; an earlier one is ended, since its connection may be half open and dead; of a new stream there is none. Returns the release. */
  take(address: StreamAddress, writer: SseWriter, options?: { readonly isNew?: boolean }): () => void;
  /** Ends the standalone streams: nothing in flight depends on them. */
  endStandalone(): void;
  /** Hears of other processes no more. */
  close(): void;
}

/** A message goes on exactly one connection (2025-03-26 Streamable HTTP, multiple connections): the newest wins, in all processes. */
export function createStreamReaders(bus: Pick<Bus, "publish" | "subscribe">): StreamReaders {
  const readers = new Map<string, SseWriter>();
  const own = createId();
  const release = bus.subscribe((event) => {
    if (event.kind === "stream_taken" && event.reader !== own)
      readers.get(`${event.sessionId}/${event.streamId}`)?.end();
  });
  const standaloneEnd = `/${STANDALONE_STREAM}`;
  return {
    take({ sessionId, streamId }, writer, { isNew = false } = {}) {
      const key = `${sessionId}/${streamId}`;
      readers.get(key)?.end();
      readers.set(key, writer);
      if (!isNew) bus.publish({ kind: "stream_taken", sessionId, streamId, reader: own });
      return () => {
        if (readers.get(key) === writer) readers.delete(key);
      };
    },
    endStandalone() {
      for (const [key, writer] of readers) if (key.endsWith(standaloneEnd)) writer.end();
    },
    close: release,
  };
}
