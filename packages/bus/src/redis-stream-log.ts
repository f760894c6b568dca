import { AppError, type Logger, type StreamEvent, type StreamLog } from "@mcp-tools/core";
import { createFollower, type Follower, type StreamHead } from "./redis-follower.ts";
import type { RedisLink } from "./redis-link.ts";

export interface RedisStreamLogOptions {
  readonly link: RedisLink;
  /** Events kept per stream; older ones go. */
  readonly eventsMax: number;
  /** An ended stream is kept for this long. */
  readonly retentionMs: number;
  /** A stream that nobody ended, follows, reads or adds to for this long is gone. */
  readonly idleMs: number;
  /** A process that was not heard of for this long is dead, default 10 s: its streams get their last words. */
  readonly claimMs?: number | undefined;
  /** How often a stream that is followed is kept from going. */
  readonly touchMs?: number | undefined;
  /** Where a listener's fault is reported. */
  readonly logger?: Logger | undefined;
}

const ENDED = "end";
const CLAIM_MS = 10_000;

/** KEYS: head, events, the session's streams. ARGV: stream, most events, idle milliseconds, data, channel. */
const APPEND = `if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then return 0 end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[2], seq .. '-0', 'd', ARGV[4])
redis.call('SADD', KEYS[3], ARGV[1])
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[3]) end
redis.call('PUBLISH', ARGV[5], seq .. ':' .. ARGV[4])
return seq`;

/** KEYS: head, events. ARGV: after, idle milliseconds. Nil where it cannot be read from there, else the events as seq, data, … */
const READ = `local last = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0')
local ended = redis.call('HEXISTS', KEYS[1], 'ended') == 1
local after = tonumber(ARGV[1])
if (last == 0 and not ended) or after < 0 or after > last then return false end
if not ended then for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end end
local found = redis.call('XRANGE', KEYS[2], (after + 1) .. '-0', '+')
local answer = {}
for _, event in ipairs(found) do
  table.insert(answer, string.sub(event[1], 1, -3))
  table.insert(answer, event[2][2])
end
if last > after and (#found == 0 or tonumber(answer[1]) ~= after + 1) then return false end
return answer`;

/** KEYS: head, events, the session's streams. ARGV: stream, retention, channel. */
const END = `if redis.call('HSETNX', KEYS[1], 'ended', '1') == 0 then return 0 end
redis.call('SADD', KEYS[3], ARGV[1])
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
redis.call('PUBLISH', ARGV[3], '${ENDED}')
return 1`;

/** KEYS: the session's streams. ARGV: prefix of the session's keys, channel of what becomes of it. */
const DELETE = `for _, stream in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  redis.call('DEL', ARGV[1] .. ':head:' .. stream, ARGV[1] .. ':events:' .. stream)
end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], '${ENDED}')`;

/**
 * What is known of a stream that somebody follows; ends one whose process has died. KEYS: head, events, the sign of life of
 * whoever claimed it. ARGV: idle milliseconds, retention, most events, channel.
 */
const HEAD = `local words = redis.call('HGET', KEYS[1], 'words')
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then words = false
elseif words and redis.call('EXISTS', KEYS[3]) == 0 then
  for _, data in ipairs(cjson.decode(words)) do
    local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
    redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], seq .. '-0', 'd', data)
  end
  redis.call('HSET', KEYS[1], 'ended', '1')
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
  redis.call('PUBLISH', ARGV[4], '${ENDED}')
else redis.call('PEXPIRE', KEYS[1], ARGV[1]); redis.call('PEXPIRE', KEYS[2], ARGV[1]) end
local head = redis.call('HMGET', KEYS[1], 'seq', 'ended')
return {head[1], head[2], words and 1 or 0}`;

/** KEYS: head, sign of life. ARGV: idle milliseconds, last words, milliseconds of the claim. */
const CLAIM = `redis.call('HSET', KEYS[1], 'words', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])`;

/**
 * Streams of all processes that share a Redis: events in a Redis stream each, told to followers over a channel each.
 * A follower that missed something, because its connection was lost or a message was, reads it from the stream.
 */
export function createRedisStreamLog(options: RedisStreamLogOptions): StreamLog {
  const { link, eventsMax, retentionMs, idleMs, logger, claimMs = CLAIM_MS } = options;
  const followers = new Set<Follower>();
  const lookers = new Set<() => void>();
  const lookMs = Math.min(options.touchMs ?? idleMs / 3, claimMs / 3);
  /** Signs of life of the streams that this process will end. */
  const claims = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let claimTimer: NodeJS.Timeout | undefined;

  const prefixOf = (sessionId: string) => `mcp-tools:{${sessionId}}`;
  const keysOf = (sessionId: string, streamId: string) => {
    const prefix = prefixOf(sessionId);
    return { head: `${prefix}:head:${streamId}`, events: `${prefix}:events:${streamId}`, all: `${prefix}:streams` };
  };
  const lifeOf = (sessionId: string, streamId: string) => `${prefixOf(sessionId)}:life:${streamId}`;
  const channelOf = (sessionId: string, streamId: string) => `${prefixOf(sessionId)}:tail:${streamId}`;
  const goneChannelOf = (sessionId: string) => `${prefixOf(sessionId)}:gone`;

  async function read(sessionId: string, streamId: string, seq: number): Promise<StreamEvent[] | undefined> {
    const { head, events } = keysOf(sessionId, streamId);
    const found = (await link.run((client) => client.eval(READ, 2, head, events, seq, idleMs))) as string[] | null;
    if (found === null) return undefined;
    return Array.from({ length: found.length / 2 }, (_, index) => ({
      seq: Number(found[index * 2]),
      data: found[index * 2 + 1] ?? "",
    }));
  }

  async function headOf(sessionId: string, streamId: string): Promise<StreamHead> {
    const { head, events } = keysOf(sessionId, streamId);
    const life = lifeOf(sessionId, streamId);
    const args = [idleMs, retentionMs, eventsMax, channelOf(sessionId, streamId)];
    const [seq, ended, claimed] = (await link.run((client) => client.eval(HEAD, 3, head, events, life, ...args))) as (
      | string
      | number
      | null
    )[];
    // What this process has claimed needs nobody's eye.
    return { seq: Number(seq ?? 0), isEnded: ended === "1", isClaimed: claimed === 1 && !claims.has(life) };
  }

  /** Streams that a process has promised to end are looked at often, the others only so that they are kept. */
  function follow(follower: Follower): () => void {
    followers.add(follower);
    const rare = Math.max(1, Math.floor((options.touchMs ?? idleMs / 3) / lookMs));
    let looks = rare;
    const look = () => {
      looks -= 1;
      if (looks > 0 && !follower.isClaimed) return;
      looks = rare;
      void follower.catchUp();
    };
    lookers.add(look);
    timer ??= setInterval(() => {
      for (const one of lookers) one();
    }, lookMs).unref();
    return () => {
      follower.stop();
      followers.delete(follower);
      lookers.delete(look);
      if (lookers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }

  function renewClaims(): void {
    // What cannot be renewed now is renewed next time, or lost with Redis itself.
    link
      .run((client) => {
        const batch = client.pipeline();
        for (const life of claims) batch.set(life, "1", "PX", claimMs);
        return batch.exec();
      })
      .catch(() => {});
  }

  return {
    async append(sessionId, streamId, data) {
      const { head, events, all } = keysOf(sessionId, streamId);
      const args = [streamId, eventsMax, idleMs, data, channelOf(sessionId, streamId)];
      const seq = Number(await link.run((client) => client.eval(APPEND, 3, head, events, all, ...args)));
      if (seq === 0) throw new AppError("conflict", "This stream has ended.");
      return seq;
    },
    read,
    tail(sessionId, streamId, onEvent, onEnd) {
      const follower = createFollower({
        head: () => headOf(sessionId, streamId),
        read: (seq) => read(sessionId, streamId, seq),
        onEvent,
        onEnd: () => {
          release();
          onEnd?.();
        },
        logger,
      });
      const unfollow = follow(follower);
      const releases = [
        link.listen(channelOf(sessionId, streamId), follower.hear, () => void follower.catchUp()),
        link.listen(goneChannelOf(sessionId), follower.hear),
      ];
      const release = () => {
        unfollow();
        for (const one of releases) one();
      };
      return release;
    },
    claim(sessionId, streamId, lastWords) {
      const life = lifeOf(sessionId, streamId);
      claims.add(life);
      claimTimer ??= setInterval(renewClaims, claimMs / 3).unref();
      const { head } = keysOf(sessionId, streamId);
      const args = [idleMs, JSON.stringify(lastWords), claimMs];
      link
        .run((client) => client.eval(CLAIM, 2, head, life, ...args))
        .catch((err: unknown) => logger?.debug({ err, sessionId, streamId }, "stream not claimed"));
      return () => {
        if (!claims.delete(life)) return;
        if (claims.size === 0) {
          clearInterval(claimTimer);
          claimTimer = undefined;
        }
      };
    },
    async end(sessionId, streamId) {
      const { head, events, all } = keysOf(sessionId, streamId);
      const args = [streamId, retentionMs, channelOf(sessionId, streamId)];
      await link.run((client) => client.eval(END, 3, head, events, all, ...args));
    },
    isEnded: async (sessionId, streamId) => (await headOf(sessionId, streamId)).isEnded,
    async deleteSession(sessionId) {
      const args = [prefixOf(sessionId), goneChannelOf(sessionId)];
      await link.run((client) => client.eval(DELETE, 1, `${prefixOf(sessionId)}:streams`, ...args));
    },
    close() {
      clearInterval(timer);
      clearInterval(claimTimer);
      for (const follower of followers) follower.stop();
      followers.clear();
      return Promise.resolve();
    },
  };
}
