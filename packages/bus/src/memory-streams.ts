import { createEventQueue, type EventQueue } from "./event-queue.ts";
import { createMemoryStream, dropFirstOf, type MemoryStream } from "./memory-stream.ts";

export interface MemoryStreamsOptions {
  readonly retentionMs: number;
  readonly idleMs: number;
  readonly now: () => number;
  /** Called for each stream of a session that is deleted. */
  readonly onDelete: (stream: MemoryStream) => void;
}

/** Every stream by session and name, and all their events by age. */
export interface MemoryStreams {
  readonly queue: EventQueue<MemoryStream>;
  /** The stream, unless its time is over. */
  find(sessionId: string, streamId: string): MemoryStream | undefined;
  /** The stream, made where there is none. */
  open(sessionId: string, streamId: string): MemoryStream;
  forget(stream: MemoryStream): void;
  deleteSession(sessionId: string): void;
  close(): void;
}

const SWEEP_MS_MAX = 30_000;

export function createMemoryStreams({ retentionMs, idleMs, now, onDelete }: MemoryStreamsOptions): MemoryStreams {
  const sessions = new Map<string, Map<string, MemoryStream>>();
  const queue = createEventQueue<MemoryStream>();
  let timer: NodeJS.Timeout | undefined;

  function isOver(stream: MemoryStream): boolean {
    if (stream.endedAt !== undefined) return now() - stream.endedAt > retentionMs;
    return !stream.isClaimed && stream.followers.size === 0 && now() - stream.lastUsedAt > idleMs;
  }

  function forget(stream: MemoryStream): void {
    while (stream.first !== undefined) dropFirstOf(stream, queue);
    const streams = sessions.get(stream.sessionId);
    if (streams?.get(stream.streamId) !== stream) return;
    streams.delete(stream.streamId);
    if (streams.size === 0) sessions.delete(stream.sessionId);
  }

  function find(sessionId: string, streamId: string): MemoryStream | undefined {
    const stream = sessions.get(sessionId)?.get(streamId);
    if (stream === undefined || !isOver(stream)) return stream;
    forget(stream);
    return undefined;
  }

  function add(sessionId: string, streamId: string): MemoryStream {
    const stream = createMemoryStream(sessionId, streamId, now());
    const streams = sessions.get(sessionId);
    if (streams === undefined) sessions.set(sessionId, new Map([[streamId, stream]]));
    else streams.set(streamId, stream);
    timer ??= setInterval(sweep, Math.min(retentionMs, idleMs, SWEEP_MS_MAX)).unref();
    return stream;
  }

  function sweep(): void {
    for (const streams of sessions.values()) for (const stream of streams.values()) if (isOver(stream)) forget(stream);
  }

  function deleteSession(sessionId: string): void {
    for (const stream of sessions.get(sessionId)?.values() ?? []) {
      forget(stream);
      onDelete(stream);
    }
  }

  return {
    queue,
    find,
    open(sessionId, streamId) {
      const stream = find(sessionId, streamId) ?? add(sessionId, streamId);
      stream.lastUsedAt = now();
      return stream;
    },
    forget,
    deleteSession,
    close() {
      clearInterval(timer);
      timer = undefined;
      for (const sessionId of sessions.keys()) deleteSession(sessionId);
    },
  };
}
