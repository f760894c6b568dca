import { createMemoryBus, createMemorySessionStore, createMemoryStreamLog } from "@mcp-tools/bus";
import type { Config } from "@mcp-tools/config";
import type { Bus, Logger, SessionStore, StreamLog } from "@mcp-tools/core";

const STREAM_EVENTS_MAX = 1_000;
const STREAM_RETENTION_MS = 5 * 60_000;
const STREAM_BYTES_MAX = 64 * 1024 * 1024;

export interface ProcessState {
  readonly bus: Bus;
  readonly sessions: SessionStore;
  readonly streams: StreamLog;
  close(): Promise<void>;
}

/** Sessions, streams and events, kept in this process. */
export function createProcessState({ http, data }: Config, logger: Logger): ProcessState {
  if (data.redisUrl !== undefined) {
    logger.warn({}, "REDIS_URL is used for limits alone: sessions are kept in this process, so run one MCP replica");
  }
  const bus = createMemoryBus({ logger });
  const sessions = createMemorySessionStore({ idleMs: http.sessionIdleMs, sessionsMax: http.sessionsMax });
  const streams = createMemoryStreamLog({
    eventsMax: STREAM_EVENTS_MAX,
    retentionMs: STREAM_RETENTION_MS,
    idleMs: http.sessionIdleMs,
    bytesMax: STREAM_BYTES_MAX,
    logger,
  });
  return {
    bus,
    sessions,
    streams,
    async close() {
      await bus.close();
      await streams.close();
      await sessions.close();
    },
  };
}
