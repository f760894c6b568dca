import type { RedisLink } from "./redis-link.ts";

/** The streams that this process will end: signs of life, renewed until it has. */
export interface RedisClaims {
  /** By the key of its sign of life. Returns the release. */
  add(life: string, stream: ClaimedStream): () => void;
  has(life: string): boolean;
  /** Number of the stream's newest event, where it is claimed here. */
  seq(life: string): number | undefined;
  note(life: string, seq: number): void;
  close(): void;
}

export interface ClaimedStream {
  /** Number of its newest event. */
  seq: number;
  readonly keys: readonly string[];
}

export interface RedisClaimsOptions {
  readonly link: RedisLink;
  /** A process that was not heard of for this long is dead. */
  readonly claimMs: number;
  /** A stream is gone when nothing kept it for this long. */
  readonly idleMs: number;
  readonly renewMs: number;
}

export function createRedisClaims({ link, claimMs, idleMs, renewMs }: RedisClaimsOptions): RedisClaims {
  const claims = new Map<string, ClaimedStream>();
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function renew(): void {
    // What cannot be renewed now is renewed next time, or lost with Redis itself.
    link
      .run((client) => {
        const batch = client.pipeline();
        for (const [life, { keys }] of claims) {
          batch.set(life, "1", "PX", claimMs);
          // A call may take longer than a session is idle.
          for (const key of keys) batch.pexpire(key, idleMs);
        }
        return batch.exec();
      })
      .catch(() => {});
  }

  return {
    add(life, stream) {
      claims.set(life, stream);
      timer ??= setInterval(renew, renewMs).unref();
      return () => {
        claims.delete(life);
        if (claims.size === 0) stop();
      };
    },
    has: (life) => claims.has(life),
    seq: (life) => claims.get(life)?.seq,
    note(life, seq) {
      const claimed = claims.get(life);
      if (claimed !== undefined) claimed.seq = seq;
    },
    close: stop,
  };
}
