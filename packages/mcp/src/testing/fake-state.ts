import { setTimeout as sleep } from "node:timers/promises";
import {
  AppError,
  type Bus,
  type BusEvent,
  type Peers,
  type SessionRecord,
  type SessionStore,
  type StreamClaim,
  type StreamEvent,
  type StreamLog,
  type StreamWill,
} from "@mcp-tools/core";

export interface FakeStreamLog extends StreamLog {
  /** Followers of all streams together. */
  followers(): number;
  /** Names of a session's streams. */
  streamsOf(sessionId: string): string[];
  /** As if the process that has claimed the stream had died. */
  bereave(sessionId: string, streamId: string): void;
}

export interface FakeSessionStore extends SessionStore {
  readonly records: Map<string, SessionRecord>;
}

export interface FakeState {
  readonly bus: Bus & { listeners(): number };
  readonly sessions: FakeSessionStore;
  readonly streams: FakeStreamLog;
  /** A further replica. */
  join(): Peers;
}

/** What the replicas of a fleet share. `delayMs` makes every answer come late, as a remote store's would. */
export function createFakeState({ delayMs = 0 } = {}): FakeState {
  const wait = async () => void (delayMs > 0 && (await sleep(delayMs)));
  return {
    bus: createFakeBus(),
    sessions: createFakeSessionStore(wait),
    streams: createFakeStreamLog(wait),
    join: createFakePeers(wait),
  };
}

/** Of a process without a fleet. */
export const alone: Peers = {
  own: undefined,
  serve: () => () => {},
  ask: () => Promise.reject(new AppError("not_found", "alone")),
  close: () => Promise.resolve(),
};

function createFakePeers(wait: () => Promise<void>): () => Peers {
  const replicas = new Map<string, ((request: unknown) => unknown) | undefined>();
  return () => {
    const own = `replica-${replicas.size}`;
    return {
      own,
      serve(answer) {
        replicas.set(own, answer);
        return () => void replicas.delete(own);
      },
      async ask(peer, request) {
        await wait();
        const answer = replicas.get(peer);
        if (answer === undefined) throw new AppError("not_found", "gone");
        const over = <Value>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;
        return over(answer(over(request)));
      },
      close: async () => void replicas.delete(own),
    };
  };
}

function createFakeBus(): FakeState["bus"] {
  const listeners = new Set<(event: BusEvent) => void>();
  return {
    kind: "memory",
    publish: (event) => queueMicrotask(() => listeners.forEach((listener) => listener(event))),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listeners: () => listeners.size,
    close: async () => listeners.clear(),
  };
}

function createFakeSessionStore(wait: () => Promise<void>): FakeSessionStore {
  const records = new Map<string, SessionRecord>();
  return {
    records,
    async create(record) {
      await wait();
      records.set(record.id, record);
    },
    async get(id) {
      await wait();
      return records.get(id);
    },
    async update(id, patch) {
      await wait();
      const record = records.get(id);
      if (record !== undefined) records.set(id, { ...record, ...patch });
    },
    async delete(id) {
      await wait();
      return records.delete(id);
    },
    count: async () => records.size,
    close: async () => records.clear(),
  };
}

interface FakeStream {
  readonly events: StreamEvent[];
  readonly followers: Set<{
    onEvent: (event: StreamEvent) => void;
    onEnd: (() => void) | undefined;
    onOrphan: ((work: string, claim: StreamClaim) => void) | undefined;
  }>;
  isEnded: boolean;
  will: StreamWill | undefined;
  /** Counts the claims: only the last one may add. */
  owner: number;
}

function createFakeStreamLog(wait: () => Promise<void>): FakeStreamLog {
  const sessions = new Map<string, Map<string, FakeStream>>();
  const find = (sessionId: string, streamId: string) => sessions.get(sessionId)?.get(streamId);

  function open(sessionId: string, streamId: string): FakeStream {
    const streams = sessions.get(sessionId) ?? new Map<string, FakeStream>();
    sessions.set(sessionId, streams);
    const stream = streams.get(streamId) ?? {
      events: [],
      followers: new Set(),
      isEnded: false,
      will: undefined,
      owner: 0,
    };
    streams.set(streamId, stream);
    return stream;
  }

  function endFollowers(stream: FakeStream): void {
    for (const follower of stream.followers) {
      stream.followers.delete(follower);
      follower.onEnd?.();
    }
  }

  function claim(sessionId: string, streamId: string): StreamClaim {
    const stream = open(sessionId, streamId);
    const owner = ++stream.owner;
    const one: StreamClaim = {
      async append(data) {
        if (stream.owner !== owner) throw new AppError("conflict", "Another process has taken this stream over.");
        return log.append(sessionId, streamId, data);
      },
      async finish(data) {
        await one.append(data);
        await one.end();
      },
      end: async () => void (stream.owner === owner && (await log.end(sessionId, streamId))),
      abandon: () => void (stream.owner === owner && log.bereave(sessionId, streamId)),
    };
    return one;
  }

  const log: FakeStreamLog = {
    async append(sessionId, streamId, data) {
      await wait();
      const stream = open(sessionId, streamId);
      if (stream.isEnded) throw new AppError("conflict", "This stream has ended.");
      const event = { seq: stream.events.length + 1, data };
      stream.events.push(event);
      for (const { onEvent } of stream.followers) onEvent(event);
      return event.seq;
    },
    async read(sessionId, streamId, seq) {
      await wait();
      const stream = find(sessionId, streamId);
      return stream === undefined || seq > stream.events.length ? undefined : stream.events.slice(seq);
    },
    tail(sessionId, streamId, onEvent, { onEnd, onOrphan } = {}) {
      const stream = open(sessionId, streamId);
      const follower = { onEvent, onEnd, onOrphan };
      stream.followers.add(follower);
      if (stream.isEnded) queueMicrotask(() => endFollowers(stream));
      return () => {
        stream.followers.delete(follower);
        if (stream.events.length === 0 && stream.followers.size === 0 && !stream.isEnded)
          sessions.get(sessionId)?.delete(streamId);
      };
    },
    async end(sessionId, streamId) {
      await wait();
      const stream = open(sessionId, streamId);
      stream.isEnded = true;
      endFollowers(stream);
    },
    async isEnded(sessionId, streamId) {
      await wait();
      return find(sessionId, streamId)?.isEnded === true;
    },
    claim(sessionId, streamId, will) {
      open(sessionId, streamId).will = will;
      return claim(sessionId, streamId);
    },
    bereave(sessionId, streamId) {
      const stream = open(sessionId, streamId);
      const { lastWords = [], work } = stream.will ?? {};
      const [heir] = [...stream.followers].flatMap(({ onOrphan }) => onOrphan ?? []);
      stream.will = { lastWords };
      const next = claim(sessionId, streamId);
      if (work !== undefined && heir !== undefined) return heir(work, next);
      void (async () => {
        for (const words of lastWords) await next.append(words);
        await next.end();
      })();
    },
    async deleteSession(sessionId) {
      await wait();
      const streams = sessions.get(sessionId);
      sessions.delete(sessionId);
      for (const stream of streams?.values() ?? []) endFollowers(stream);
    },
    close: async () => sessions.clear(),
    followers: () =>
      [...sessions.values()]
        .flatMap((streams) => [...streams.values()])
        .reduce((sum, stream) => sum + stream.followers.size, 0),
    streamsOf: (sessionId) => [...(sessions.get(sessionId)?.keys() ?? [])],
  };
  return log;
}
