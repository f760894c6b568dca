import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type Logger, type Tracing } from "@mcp-tools/core";
import type { Redis } from "ioredis";

export interface RedisLinkOptions {
  /** REDIS_URL. */
  readonly url: string;
  readonly logger: Logger;
  /** Absent where nobody collects traces. */
  readonly tracing?: Pick<Tracing, "child"> | undefined;
}

type Listener = (message: string) => void;

/** A process's two connections to a Redis: one for commands, one that listens. */
export interface RedisLink {
  /** Connects. Later losses are repaired by themselves. @throws AppError `unavailable` when there is no Redis */
  open(): Promise<void>;
  /** @throws AppError `unavailable` when Redis does not answer in time */
  run<T>(work: (client: Redis) => Promise<T>): Promise<T>;
  /** Hears a channel. `onBack` is called once it is heard, and whenever it is again: what came in between was missed. Returns the release. */
  listen(channel: string, onMessage: Listener, onBack?: () => void): () => void;
  /** Undefined when it answers, else one line that says what is wrong. */
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}

const CONNECT_MS = 2_000;
/** A request of a client waits for it. */
const COMMAND_MS = 1_500;
const RETRY_MS_MAX = 1_000;
const QUIT_MS = 300;

const commandSpan = { kind: "client", attributes: { "db.system.name": "redis" } } as const;

interface Hearer {
  readonly onMessage: Listener;
  readonly onBack: (() => void) | undefined;
}

/** Dials at the first use. */
export function createRedisLink({ url, logger, tracing }: RedisLinkOptions): RedisLink {
  const channels = new Map<string, Set<Hearer>>();
  let opening: Promise<{ commands: Redis; events: Redis }> | undefined;
  let isAway = false;
  let isClosed = false;

  function onError(err: unknown): void {
    if (isAway || isClosed) return;
    isAway = true;
    logger.warn({ err }, "Redis does not answer: sessions and streams wait for it");
  }

  function onReady(): void {
    if (isAway) logger.info({}, "Redis answers again");
    isAway = false;
  }

  async function connect(): Promise<{ commands: Redis; events: Redis }> {
    const { Redis } = await import("ioredis");
    const common = {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
      retryStrategy: (times: number) => Math.min(50 * 2 ** times, RETRY_MS_MAX) * (0.5 + Math.random() / 2),
    };
    const commands = new Redis(url, {
      ...common,
      connectionName: "mcp-tools-state",
      // A command that waited for Redis to come back would be done long after its request was answered.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
    const events = new Redis(url, {
      ...common,
      connectionName: "mcp-tools-events",
      maxRetriesPerRequest: null,
      autoResubscribe: false,
    });
    for (const client of [commands, events]) client.on("error", onError).on("ready", onReady);
    events.on("message", (channel: string, message: string) => {
      for (const { onMessage } of channels.get(channel) ?? []) onMessage(message);
    });
    // At each connection, the first one included.
    events.on("ready", () => void subscribeAll(events));
    await Promise.all([settle(commands.connect(), CONNECT_MS), settle(events.connect(), CONNECT_MS)]);
    return { commands, events };
  }

  async function subscribeAll(events: Redis): Promise<void> {
    const names = [...channels.keys()];
    if (names.length === 0) return;
    try {
      await events.subscribe(...names);
      for (const name of names) for (const { onBack } of channels.get(name) ?? []) onBack?.();
    } catch (error) {
      // The connection is lost again, and its return brings us here.
      onError(error);
    }
  }

  const clients = () => (opening ??= connect());

  async function subscribe(channel: string): Promise<void> {
    try {
      const { events } = await clients();
      // Otherwise its return subscribes.
      if (events.status !== "ready" || !channels.has(channel)) return;
      await events.subscribe(channel);
      for (const { onBack } of channels.get(channel) ?? []) onBack?.();
    } catch (error) {
      onError(error);
    }
  }

  async function unsubscribe(channel: string): Promise<void> {
    const { events } = await clients();
    if (!channels.has(channel) && events.status === "ready") await events.unsubscribe(channel).catch(onError);
  }

  async function run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    if (isClosed) throw new AppError("unavailable", "The process is shutting down.");
    const { commands } = await clients();
    try {
      return await work(commands);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      onError(cause);
      throw new AppError(
        "unavailable",
        "The server cannot reach Redis, where its sessions are. Try again in a moment.",
        {
          cause,
        },
      );
    }
  }

  return {
    async open() {
      await run((client) => client.ping());
    },
    run: tracing === undefined ? run : async (work) => tracing.child("redis", commandSpan, () => run(work)),
    listen(channel, onMessage, onBack) {
      const hearer = { onMessage, onBack };
      const hearers = channels.get(channel);
      if (hearers === undefined) {
        channels.set(channel, new Set([hearer]));
        void subscribe(channel);
      } else {
        hearers.add(hearer);
        // Subscribed, or about to be: a second time is harmless, and tells when.
        if (onBack !== undefined) void subscribe(channel);
      }
      return () => {
        const set = channels.get(channel);
        if (set?.delete(hearer) !== true || set.size > 0) return;
        channels.delete(channel);
        if (!isClosed) void unsubscribe(channel);
      };
    },
    async check() {
      try {
        await run((client) => client.ping());
        return undefined;
      } catch {
        return "Redis does not answer.";
      }
    },
    async close() {
      isClosed = true;
      channels.clear();
      const opened = await opening?.catch(() => undefined);
      if (opened === undefined) return;
      for (const client of [opened.commands, opened.events]) {
        if (client.status === "ready") await settle(client.quit(), QUIT_MS);
        client.disconnect();
      }
    },
  };
}

/** Waits for it, but no longer than this, and not for how it ends. */
async function settle(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  const waited = promise.catch(() => {});
  await Promise.race([waited, sleep(timeoutMs, undefined, { ref: false })]);
}
