import { AppError, type Logger, type StreamLog } from "@mcp-tools/core";
import { deliver } from "./deliver.ts";
import { appendTo, dropFirstOf, type Follower, type MemoryStream, readAfter } from "./memory-stream.ts";
import { createMemoryStreams } from "./memory-streams.ts";

export interface MemoryStreamLogOptions {
  /** Events kept per stream; older ones go. */
  readonly eventsMax: number;
  /** An ended stream is kept for this long. */
  readonly retentionMs: number;
  /** A stream that nobody claims, ended, follows, reads or adds to for this long is gone: its session has expired. */
  readonly idleMs: number;
  /** All events together; beyond it the oldest of any stream go. */
  readonly bytesMax: number;
  readonly now?: () => number;
  /** Where a listener's fault is reported. */
  readonly logger?: Logger | undefined;
}

/** Streams of one process, in bounded memory. */
export function createMemoryStreamLog(options: MemoryStreamLogOptions): StreamLog {
  const { eventsMax, retentionMs, idleMs, bytesMax, now = Date.now, logger } = options;
  const streams = createMemoryStreams({ retentionMs, idleMs, now, onDelete: endFollowers });
  const { queue } = streams;

  function endFollowers(stream: MemoryStream): void {
    const followers = [...stream.followers];
    stream.followers.clear();
    deliver(followers, ({ onEnd }) => onEnd?.(), logger);
  }

  function makeRoom(): void {
    while (queue.bytes > bytesMax && queue.oldest !== undefined) {
      const { owner } = queue.oldest;
      dropFirstOf(owner, queue);
      if (owner.endedAt !== undefined && owner.kept === 0) streams.forget(owner);
    }
  }

  const log: StreamLog = {
    // oxlint-disable-next-line typescript/require-await -- a refusal must be a rejection, as it is from a remote store
    async append(sessionId, streamId, data) {
      const stream = streams.open(sessionId, streamId);
      if (stream.endedAt !== undefined) throw new AppError("conflict", "This stream has ended.");
      const { seq } = appendTo(stream, queue, data);
      if (stream.kept > eventsMax) dropFirstOf(stream, queue);
      makeRoom();
      deliver(stream.followers, ({ onEvent }) => onEvent({ seq, data }), logger);
      return seq;
    },
    read(sessionId, streamId, seq) {
      const stream = streams.find(sessionId, streamId);
      if (stream === undefined || isUntouched(stream)) return Promise.resolve(undefined);
      stream.lastUsedAt = now();
      return Promise.resolve(readAfter(stream, seq));
    },
    tail(sessionId, streamId, onEvent, { onEnd } = {}) {
      const stream = streams.open(sessionId, streamId);
      const follower: Follower = { onEvent, onEnd };
      stream.followers.add(follower);
      if (stream.endedAt !== undefined) queueMicrotask(() => endFollowers(stream));
      return () => {
        if (!stream.followers.delete(follower)) return;
        stream.lastUsedAt = now();
        if (isUntouched(stream) && !stream.isClaimed && stream.followers.size === 0) streams.forget(stream);
      };
    },
    claim(sessionId, streamId) {
      // Its streams die with the process, and no sooner: a call may take longer than a session is idle.
      streams.open(sessionId, streamId).isClaimed = true;
      return {
        append: (data) => log.append(sessionId, streamId, data),
        async finish(data) {
          await log.append(sessionId, streamId, data);
          await log.end(sessionId, streamId);
        },
        end: () => log.end(sessionId, streamId),
        // Memory fails nobody.
        abandon: () => void log.end(sessionId, streamId),
      };
    },
    end(sessionId, streamId) {
      const stream = streams.open(sessionId, streamId);
      stream.endedAt ??= now();
      endFollowers(stream);
      return Promise.resolve();
    },
    isEnded: (sessionId, streamId) => Promise.resolve(streams.find(sessionId, streamId)?.endedAt !== undefined),
    deleteSession: (sessionId) => Promise.resolve(streams.deleteSession(sessionId)),
    close: () => Promise.resolve(streams.close()),
  };
  return log;
}

/** Followed at most: to a reader it does not exist yet. */
function isUntouched(stream: MemoryStream): boolean {
  return stream.lastSeq === 0 && stream.endedAt === undefined;
}
