import type { SseWriter } from "../http/sse-writer.ts";
import { STANDALONE_STREAM } from "./event-id.ts";
import type { StreamAddress } from "./stream-reader.ts";

export interface StreamReaders {
  /** Makes this the one reader of the stream; an earlier one is ended, since its connection may be half open and dead. Returns the release. */
  take(address: StreamAddress, writer: SseWriter): () => void;
  /** Ends the standalone streams: nothing in flight depends on them. */
  endStandalone(): void;
}

/** A message goes on exactly one connection (2025-03-26 Streamable HTTP, multiple connections): the newest wins. */
export function createStreamReaders(): StreamReaders {
  const readers = new Map<string, SseWriter>();
  const standaloneEnd = `/${STANDALONE_STREAM}`;
  return {
    take({ sessionId, streamId }, writer) {
      const key = `${sessionId}/${streamId}`;
      readers.get(key)?.end();
      readers.set(key, writer);
      return () => {
        if (readers.get(key) === writer) readers.delete(key);
      };
    },
    endStandalone() {
      for (const [key, writer] of readers) if (key.endsWith(standaloneEnd)) writer.end();
    },
  };
}
