import type { HttpResponse } from "@mcp-tools/core";

/**
 * A client that has left this much unread when there is more to say is cut off: it can resume, we cannot hold it all.
 * One event may be larger, as a result may be.
 */
const UNREAD_BYTES_MAX = 16 * 1024 * 1024;

/** A `text/event-stream` response under way. */
export interface SseWriter {
  /** Writes one event; `id` for resumable streams. */
  event(data: string, id?: string): void;
  /** Writes whole lines as they are: comments, `retry:`, other event types. */
  raw(frame: string): void;
  end(): void;
}

export interface SseWriterOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The response begins with its first event: a client has either none of it, and is told so, or an id to come back with. */
  readonly waitsForEvent?: boolean;
}

export function createSseWriter(
  res: HttpResponse,
  { headers, waitsForEvent = false }: SseWriterOptions = {},
): SseWriter {
  res.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    // Proxies (nginx and others) would otherwise hold events back.
    "x-accel-buffering": "no",
    ...headers,
  });
  if (!waitsForEvent) res.flushHeaders();

  function raw(frame: string): void {
    if (res.writableEnded || res.destroyed) return;
    if (res.writableLength > UNREAD_BYTES_MAX) res.destroy();
    else res.write(frame);
  }

  return {
    raw,
    event: (data, id) =>
      raw(id === undefined ? `event: message\ndata: ${data}\n\n` : `id: ${id}\nevent: message\ndata: ${data}\n\n`),
    end: () => void (res.writableEnded || res.end()),
  };
}
