import { setTimeout as sleep } from "node:timers/promises";
import type { LimitAnswer, LimitClaim, Limiter, Limits, Logger } from "@mcp-tools/core";
import type { Redis } from "ioredis";
import { createMemoryLimiter } from "./memory-limiter.ts";
import { createRedisLeases, type RedisLeases } from "./redis-leases.ts";
import { createRedisWindows, type Hit, type RedisWindows } from "./redis-windows.ts";

export interface RedisLimiterOptions {
  /** REDIS_URL. */
  readonly url: string;
  readonly logger: Logger;
  readonly now?: (() => number) | undefined;
  /** A running call is counted for this long after its process was last heard of. */
  readonly leaseMs?: number | undefined;
  /** Called for each refusal, to count them. */
  readonly onRefused?: ((limit: keyof Limits) => void) | undefined;
}

interface Opened {
  readonly client: Redis;
  readonly windows: RedisWindows;
  readonly leases: RedisLeases;
}

/** One hash slot for all keys, so that scripts with several of them also run in a cluster. */
const PREFIX = "mcp-tools:{limits}";
const LEASE_MS = 15_000;
const CONNECT_MS = 1_000;
/** An answer later than this is none: a call waits for it. */
const COMMAND_MS = 500;
/** While Redis does not answer, one call in this time tries it. */
const PAUSE_MS = 1_000;
const QUIT_MS = 300;

/**
 * Counts calls for all replicas that share a Redis (5 or newer). A minute begins with its first call, a day at midnight
 * UTC. While Redis does not answer, this process counts by itself: tools must not stop because Redis has. The first call
 * connects.
 */
export function createRedisLimiter({
  url,
  logger,
  now = Date.now,
  leaseMs = LEASE_MS,
  onRefused,
}: RedisLimiterOptions): Limiter {
  const insurance = createMemoryLimiter({ now, onRefused });
  let opening: Promise<Opened> | undefined;
  let isFailing = false;
  let isClosed = false;
  let nextTryAt = 0;

  /** One call a second finds out whether Redis is back; the others do not wait for it. */
  function mayTry(): boolean {
    if (isClosed) return false;
    if (!isFailing) return true;
    const at = performance.now();
    if (at < nextTryAt) return false;
    nextTryAt = at + PAUSE_MS;
    return true;
  }

  function onFailure(err: unknown): void {
    nextTryAt = performance.now() + PAUSE_MS;
    if (isFailing || isClosed) return;
    isFailing = true;
    logger.warn({ err }, "Redis does not answer: until it does, this process counts calls by itself");
  }

  function onSuccess(): void {
    if (!isFailing) return;
    isFailing = false;
    logger.info({}, "calls are counted in Redis again");
  }

  return {
    kind: "redis",
    async acquire(claims) {
      if (!mayTry()) return insurance.acquire(claims);
      try {
        opening ??= open(url, { now, leaseMs, onFailure });
        const answer = await take(await opening, claims);
        onSuccess();
        if (!answer.ok) onRefused?.(answer.limit);
        return answer;
      } catch (error) {
        onFailure(error);
        return insurance.acquire(claims);
      }
    },
    async close() {
      isClosed = true;
      const opened = await opening?.catch(() => undefined);
      opened?.leases.close();
      if (opened?.client.status === "ready") await settle(opened.client.quit(), QUIT_MS);
      opened?.client.disconnect();
      await insurance.close();
    },
  };
}

/** Loads what speaks to Redis, which a process without it never needs, and connects. A connection that is lost comes back by itself. */
async function open(
  url: string,
  { now, leaseMs, onFailure }: { now: () => number; leaseMs: number; onFailure: (error: unknown) => void },
): Promise<Opened> {
  const [{ Redis }, { RateLimiterRedis }] = await Promise.all([import("ioredis"), import("rate-limiter-flexible")]);
  const client = new Redis(url, {
    lazyConnect: true,
    connectionName: "mcp-tools-limits",
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    // Never later than asked for: a call that is counted in a minute's time was counted twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  client.on("error", onFailure);
  const opened = {
    client,
    windows: createRedisWindows(RateLimiterRedis, { client, prefix: PREFIX, now }),
    leases: createRedisLeases({ client, prefix: PREFIX, leaseMs }),
  };
  // When this fails, the client keeps trying.
  await settle(client.connect(), CONNECT_MS);
  return opened;
}

/** Claim after claim, so that a caller at its own limit takes nothing from a tool that others want to call. */
async function take(opened: Opened, claims: readonly LimitClaim[]): Promise<LimitAnswer> {
  const taken: Taken[] = [];
  const giveBack = () => Promise.all(taken.map(({ undo }) => undo()));
  for (const { subject, limits } of claims) {
    const asked = ask(opened, subject, limits);
    const answers = await Promise.allSettled(asked.map(({ hit }) => hit));
    let refusal: (LimitAnswer & { ok: false }) | undefined;
    let failure: PromiseRejectedResult | undefined;
    for (const [index, { limit, max }] of asked.entries()) {
      const answer = answers[index];
      if (answer?.status === "rejected") failure ??= answer;
      else if (answer?.value.ok === true) taken.push({ limit, undo: answer.value.undo });
      else if (answer !== undefined)
        refusal ??= { ok: false, subject, limit, max, retryAfterMs: answer.value.retryAfterMs };
    }
    if (failure !== undefined) {
      // A lease that nobody gives back would be renewed for ever.
      void giveBack().catch(() => {});
      throw failure.reason;
    }
    if (refusal !== undefined) {
      await giveBack();
      return refusal;
    }
  }
  const leases = taken.filter(({ limit }) => limit === "inFlight");
  return { ok: true, release: () => leases.forEach(({ undo }) => void undo()) };
}

interface Taken {
  readonly limit: keyof Limits;
  undo(): Promise<unknown>;
}

/** All limits of a subject at once, the one with the longest wait first: it is the one to name. */
function ask(
  { windows, leases }: Opened,
  subject: string,
  { callsPerDay, callsPerMinute, inFlight }: Limits,
): { limit: keyof Limits; max: number; hit: Promise<Hit> }[] {
  const asked: { limit: keyof Limits; max: number; hit: Promise<Hit> }[] = [];
  if (callsPerDay !== undefined)
    asked.push({ limit: "callsPerDay", max: callsPerDay, hit: windows.day(subject, callsPerDay) });
  if (callsPerMinute !== undefined)
    asked.push({ limit: "callsPerMinute", max: callsPerMinute, hit: windows.minute(subject, callsPerMinute) });
  if (inFlight !== undefined) asked.push({ limit: "inFlight", max: inFlight, hit: leases.take(subject, inFlight) });
  return asked;
}

/** Waits for it, but no longer than this, and not for how it ends. */
async function settle(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  const waited = promise.catch(() => {});
  await Promise.race([waited, sleep(timeoutMs, undefined, { ref: false })]);
}
