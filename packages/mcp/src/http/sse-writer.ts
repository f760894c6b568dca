import type { ServerResponse } from "node:http";

/** A client that reads nothing is cut off at this much: it can resume, we cannot hold it all. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024;

/** A `text/event-stream` response under way. */
export interface SseWriter {
  /** Writes one event; `id` for resumable streams. */
  event(data: string, id?: string): void;
  /** Writes whole lines as they are: comments, `retry:`, other event types. */
  raw(frame: string): void;
  end(): void;
}

export function createSseWriter(res: ServerResponse, headers?: Readonly<Record<string, string>>): SseWriter {
  res.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    // Proxies (nginx and others) would otherwise hold events back.
    "x-accel-buffering": "no",
    ...headers,
  });
  res.flushHeaders();

  function raw(frame: string): void {
    if (res.writableEnded || res.destroyed) return;
    res.write(frame);
    if (res.writableLength > BUFFERED_BYTES_MAX) res.destroy();
  }

  return {
    raw,
    event: (data, id) => raw(id === undefined ? `event: message\ndata: ${data}\n\n` : `id: ${id}\nevent: message\ndata: ${data}\n\n`),
    end: () => void (res.writableEnded || res.end()),
  };
}
