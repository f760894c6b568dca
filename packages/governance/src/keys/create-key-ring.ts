import { createRefresher, type ApiKeyStore, type ChangeFeed, type Logger, type Principal } from "@mcp-tools/core";
import { createKeyIndex, type KeyFinding } from "./key-index.ts";

/** What a process knows of the keys. Looking one up is a matter of memory: a flood of forged keys costs no query. */
export interface KeyRing {
  /** Reads all keys, and keeps them up to date from then on. A second call does nothing. @throws AppError `unavailable` */
  load(): Promise<void>;
  /** What this secret is good for; a valid one's use is noted with the address it came from. */
  find(secret: string, from: string | undefined): KeyFinding;
  /**
   * Resolves after the next look at the store that begins from now on, which comes by itself and costs no query more: by
   * then a key that another process has just made is known. After a second, or while too many wait, without it.
   */
  nextLook(): Promise<void>;
  /** The principal that the key behind this one makes now; undefined when the key is revoked or expired. */
  current(principal: Pick<Principal, "id">): Principal | undefined;
  /** Told once when a key is revoked or expires, with the id of its principal. Returns the release. */
  onInvalid(listener: (principalId: string) => void): () => void;
  /** Keys that are held, expired ones included. */
  readonly size: number;
  /** Stops listening and notes the last uses. */
  close(): Promise<void>;
}

export interface KeyRingDeps {
  readonly store: Pick<ApiKeyStore, "changedSince" | "touch">;
  readonly changes: Pick<ChangeFeed, "subscribe">;
  readonly logger: Logger;
  /** How often it looks by itself, default 700 ms. */
  readonly pollMs?: number | undefined;
  /** How often uses are written down, default 10 s; the first one of a key in this process at once. */
  readonly touchMs?: number | undefined;
}

/** A connection that says nothing may be a dead one, so the feed alone is not trusted: a revoked key is out within a second. */
const POLL_MS = 700;
const TOUCH_MS = 10_000;
/** Somebody waits for the first use of a key: they have just set up its client. */
const FIRST_USE_MS = 100;
/** For a look that is due, and the time that it takes. */
const NEXT_LOOK_MS = 1_000;
const LOOK_WAITERS_MAX = 256;
/** A clock that was set back would hide what changes until it has caught up. */
const CLOCK_BACK_MS = 1_000;
const CLOCK_SAMPLE_MS = 500;

export function createKeyRing(deps: KeyRingDeps): KeyRing {
  const { store, changes, logger, pollMs = POLL_MS, touchMs = TOUCH_MS } = deps;
  const index = createKeyIndex();
  const listeners = new Set<(principalId: string) => void>();
  /** The last one of each principal. */
  const uses = new Map<string, { id: string; at: number; from: string | undefined }>();
  /** Keys that were used here before: with that their first use is no news any more. */
  const known = new Set<string>();
  const releases: (() => void)[] = [];
  const lookWaiters = new Set<() => void>();
  let firstUse: NodeJS.Timeout | undefined;
  let since = 0;
  let isComplete = false;
  /** What the database's clock is ahead of ours: expiry is its matter. */
  let aheadMs = 0;
  let loading: Promise<void> | undefined;
  let isClosed = false;

  const now = () => Date.now() + aheadMs;

  function tellEnded(principalIds: readonly string[]): void {
    for (const id of principalIds) {
      known.delete(id);
      for (const listener of listeners) {
        try {
          listener(id);
        } catch (err) {
          logger.error({ err }, "the end of a key was not taken note of");
        }
      }
    }
  }

  async function readChanges(): Promise<void> {
    if (isClosed) return;
    const all = !isComplete;
    isComplete = true;
    const waiters = [...lookWaiters];
    try {
      const askedAt = Date.now();
      const { keys, at } = await store.changedSince(all ? 0 : since);
      const answeredAt = Date.now();
      // A slow answer says little about the clock: the database may have had to be started first.
      if (answeredAt - askedAt < CLOCK_SAMPLE_MS) aheadMs = Math.round(at - (askedAt + answeredAt) / 2);
      if (at < since - CLOCK_BACK_MS) isComplete = false;
      since = at;
      tellEnded(index.apply(keys, all));
    } catch (error) {
      if (all) isComplete = false;
      throw error;
    } finally {
      for (const done of waiters) done();
    }
  }

  const refresher = createRefresher(readChanges);
  const refreshLater = () =>
    void refresher.refresh().catch((err: unknown) => logger.debug({ err }, "keys not refreshed"));

  function noteUse(principalId: string, at: number, from: string | undefined): void {
    const use = uses.get(principalId);
    if (use !== undefined) {
      use.at = at;
      use.from = from;
      return;
    }
    uses.set(principalId, { id: principalId.slice("key:".length), at, from });
    if (known.has(principalId)) return;
    known.add(principalId);
    firstUse ??= setTimeout(() => {
      firstUse = undefined;
      void writeUses();
    }, FIRST_USE_MS).unref();
  }

  async function writeUses(): Promise<void> {
    const batch = [...uses];
    uses.clear();
    try {
      if (batch.length > 0) await store.touch(batch.map(([, use]) => use));
    } catch (err) {
      logger.debug({ err }, "uses of keys not noted");
      for (const [principalId, use] of batch) if (!uses.has(principalId)) uses.set(principalId, use);
    }
  }

  function every(intervalMs: number, work: () => void): void {
    const timer = setInterval(work, intervalMs * (0.9 + Math.random() / 10));
    timer.unref();
    releases.push(() => clearInterval(timer));
  }

  async function load(): Promise<void> {
    await refresher.refresh();
    releases.push(
      changes.subscribe({
        onChange: ({ kind }) => {
          if (kind === "key") refreshLater();
        },
        onGap() {
          isComplete = false;
          refreshLater();
        },
      }),
    );
    every(pollMs, () => {
      tellEnded(index.expire(now()));
      if (!refresher.isBusy) refreshLater();
    });
    every(touchMs, () => void writeUses());
  }

  return {
    load: () =>
      (loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      })),
    find(secret, from) {
      const at = now();
      const finding = index.find(secret, at);
      if (finding.kind === "principal") noteUse(finding.principal.id, at, from);
      return finding;
    },
    nextLook() {
      if (isClosed || lookWaiters.size >= LOOK_WAITERS_MAX) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(deadline);
          lookWaiters.delete(done);
          resolve();
        };
        const deadline = setTimeout(done, NEXT_LOOK_MS);
        lookWaiters.add(done);
      });
    },
    current: ({ id }) => index.current(id, now()),
    onInvalid(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get size() {
      return index.size;
    },
    async close() {
      isClosed = true;
      for (const release of releases.splice(0)) release();
      clearTimeout(firstUse);
      for (const done of lookWaiters) done();
      listeners.clear();
      await writeUses();
    },
  };
}
