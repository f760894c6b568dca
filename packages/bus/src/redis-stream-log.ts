import { randomUUID } from "node:crypto";
import {
  AppError,
  type Logger,
  type StreamClaim,
  type StreamEvent,
  type StreamLog,
  type StreamWill,
} from "@mcp-tools/core";
import { patiently } from "./patiently.ts";
import { createRedisClaims } from "./redis-claims.ts";
import { createFollower, type Follower, type StreamHead } from "./redis-follower.ts";
import type { RedisLink } from "./redis-link.ts";
import { APPEND, CLAIM, DELETE, END, HEAD, READ } from "./redis-stream-scripts.ts";

export interface RedisStreamLogOptions {
  readonly link: RedisLink;
  /** Events kept per stream; older ones go. */
  readonly eventsMax: number;
  /** An ended stream is kept for this long. */
  readonly retentionMs: number;
  /** A stream that nobody claims, ended, follows, reads or adds to for this long is gone. */
  readonly idleMs: number;
  /** A process that was not heard of for this long is dead, default 10 s: its streams get their last words. */
  readonly claimMs?: number | undefined;
  /** How often a stream that is followed, or claimed, is kept from going. */
  readonly touchMs?: number | undefined;
  /** Where a listener's fault is reported. */
  readonly logger?: Logger | undefined;
}

const CLAIM_MS = 10_000;

/**
 * Streams of all processes that share a Redis: events in a Redis stream each, told to followers over a channel each.
 * A follower that missed something, because its connection was lost or a message was, reads it from the stream.
 */
export function createRedisStreamLog(options: RedisStreamLogOptions): StreamLog {
  const { link, eventsMax, retentionMs, idleMs, logger, claimMs = CLAIM_MS } = options;
  const followers = new Set<Follower>();
  const lookers = new Set<() => void>();
  const lookMs = Math.min(options.touchMs ?? idleMs / 3, claimMs / 3);
  const claims = createRedisClaims({ link, claimMs, idleMs, renewMs: lookMs });
  let timer: NodeJS.Timeout | undefined;

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

  async function headOf(
    sessionId: string,
    streamId: string,
    onOrphan?: (work: string, claim: StreamClaim) => void,
  ): Promise<StreamHead> {
    const { head, events } = keysOf(sessionId, streamId);
    const life = lifeOf(sessionId, streamId);
    const claim = onOrphan === undefined ? "" : randomUUID();
    const args = [idleMs, retentionMs, eventsMax, channelOf(sessionId, streamId), claim, claimMs];
    const [seq, ended, claimed, work, words] = (await link.run((client) =>
      client.eval(HEAD, 3, head, events, life, ...args),
    )) as (string | number | null)[];
    if (typeof work === "string") {
      const will = { lastWords: JSON.parse(String(words)) as string[] };
      onOrphan?.(work, hold(sessionId, streamId, { claim, will, seq: Number(seq ?? 0) }));
    }
    // What this process has claimed needs nobody's eye.
    return { seq: Number(seq ?? 0), isEnded: ended === "1", isClaimed: claimed === 1 && !claims.has(life) };
  }

  async function append(
    { sessionId, streamId, data }: { sessionId: string; streamId: string; data: string },
    { claim = "", isLast = false } = {},
  ): Promise<number> {
    const { head, events, all } = keysOf(sessionId, streamId);
    const channel = channelOf(sessionId, streamId);
    const args = [streamId, eventsMax, idleMs, data, channel, claim, randomUUID(), isLast ? retentionMs : ""];
    const add = () => link.run((client) => client.eval(APPEND, 3, head, events, all, ...args));
    const seq = Number(await (claim === "" ? add() : patiently(add)));
    if (seq === 0) throw new AppError("conflict", "This stream has ended.");
    if (seq < 0) throw new AppError("conflict", "Another process has taken this stream over.");
    return seq;
  }

  async function end(sessionId: string, streamId: string, claim = ""): Promise<void> {
    const { head, events, all } = keysOf(sessionId, streamId);
    const args = [streamId, retentionMs, channelOf(sessionId, streamId), claim];
    await link.run((client) => client.eval(END, 3, head, events, all, ...args));
  }

  /** Shows that this process lives until the stream is ended. */
  function hold(
    sessionId: string,
    streamId: string,
    { claim, will, seq }: { claim: string; will: StreamWill; seq: number },
  ): StreamClaim {
    const life = lifeOf(sessionId, streamId);
    const { head, events } = keysOf(sessionId, streamId);
    const release = claims.add(life, { seq, keys: [head, events] });
    const abandon = () => {
      release();
      writeWill(sessionId, streamId, { claim, will, livesMs: 1 });
    };
    return {
      async append(data) {
        const added = await append({ sessionId, streamId, data }, { claim });
        claims.note(life, added);
        return added;
      },
      async finish(data) {
        await append({ sessionId, streamId, data }, { claim, isLast: true });
        release();
      },
      async end() {
        try {
          await patiently(() => end(sessionId, streamId, claim));
          release();
        } catch (error) {
          abandon();
          throw error;
        }
      },
      abandon,
    };
  }

  function writeWill(
    sessionId: string,
    streamId: string,
    { claim, will, livesMs }: { claim: string; will: StreamWill; livesMs: number },
  ): void {
    const { head } = keysOf(sessionId, streamId);
    const args = [idleMs, JSON.stringify(will.lastWords), livesMs, claim, will.work ?? ""];
    patiently(() => link.run((client) => client.eval(CLAIM, 2, head, lifeOf(sessionId, streamId), ...args))).catch(
      (err: unknown) => logger?.warn({ err, sessionId, streamId }, "stream not claimed"),
    );
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

  return {
    append: (sessionId, streamId, data) => append({ sessionId, streamId, data }),
    read,
    tail(sessionId, streamId, onEvent, { onEnd, onOrphan } = {}) {
      const follower = createFollower({
        after: claims.seq(lifeOf(sessionId, streamId)),
        head: () => headOf(sessionId, streamId, onOrphan),
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
    claim(sessionId, streamId, will) {
      const claim = randomUUID();
      writeWill(sessionId, streamId, { claim, will, livesMs: claimMs });
      return hold(sessionId, streamId, { claim, will, seq: 0 });
    },
    end: (sessionId, streamId) => end(sessionId, streamId),
    isEnded: async (sessionId, streamId) =>
      (await link.run((client) => client.hexists(keysOf(sessionId, streamId).head, "ended"))) === 1,
    async deleteSession(sessionId) {
      const args = [prefixOf(sessionId), goneChannelOf(sessionId)];
      await link.run((client) => client.eval(DELETE, 1, `${prefixOf(sessionId)}:streams`, ...args));
    },
    close() {
      clearInterval(timer);
      claims.close();
      for (const follower of followers) follower.stop();
      followers.clear();
      return Promise.resolve();
    },
  };
}
