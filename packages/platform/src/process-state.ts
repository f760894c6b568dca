import {
  createMemoryBus,
  createMemorySessionStore,
  createMemoryStreamLog,
  createRedisBus,
  createRedisLink,
  createRedisPeers,
  createRedisSessionStore,
  createRedisStreamLog,
  noPeers,
  type RedisLink,
} from "@mcp-tools/bus";
import type { Config } from "@mcp-tools/config";
import type { Bus, Logger, Peers, ReadinessCheck, SessionStore, StreamLog, Tracing } from "@mcp-tools/core";

const STREAM_EVENTS_MAX = 1_000;
const STREAM_RETENTION_MS = 5 * 60_000;
const STREAM_BYTES_MAX = 64 * 1024 * 1024;
/** SESSIONS_MAX is one process's; Redis holds those of as many as will hardly ever share one. */
const REPLICAS_MAX = 16;

export interface ProcessState {
  readonly bus: Bus;
  readonly sessions: SessionStore;
  readonly streams: StreamLog;
  readonly peers: Peers;
  readonly checks: readonly ReadinessCheck[];
  close(): Promise<void>;
}

/** Sessions, streams and events: in Redis where REDIS_URL is set, so that any replica serves any request, else in this process. */
export function createProcessState(config: Config, logger: Logger, tracing?: Tracing): ProcessState {
  const { redisUrl } = config.data;
  return redisUrl === undefined
    ? inMemory(config, logger)
    : inRedis(createRedisLink({ url: redisUrl, logger, tracing }), config, logger);
}

function inRedis(link: RedisLink, { http }: Config, logger: Logger): ProcessState {
  const bus = createRedisBus({ link, logger });
  const sessions = createRedisSessionStore({
    link,
    idleMs: http.sessionIdleMs,
    sessionsMax: http.sessionsMax * REPLICAS_MAX,
  });
  const streams = createRedisStreamLog({
    link,
    eventsMax: STREAM_EVENTS_MAX,
    retentionMs: STREAM_RETENTION_MS,
    idleMs: http.sessionIdleMs,
    logger,
  });
  const peers = createRedisPeers({ link, logger });
  return {
    bus,
    sessions,
    streams,
    peers,
    checks: [{ name: "redis", check: () => link.check() }],
    async close() {
      await peers.close();
      await bus.close();
      await streams.close();
      await sessions.close();
      await link.close();
    },
  };
}

function inMemory({ http }: Config, logger: Logger): ProcessState {
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
    peers: noPeers,
    checks: [],
    async close() {
      await bus.close();
      await streams.close();
      await sessions.close();
    },
  };
}
