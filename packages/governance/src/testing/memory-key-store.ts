import { AppError, type ApiKey, type ApiKeyStore, type ChangeFeed } from "@mcp-tools/core";

export interface MemoryKeyStore extends ApiKeyStore {
  /** How often anything was asked of it. */
  readonly queries: () => number;
  /** Set: everything fails with it. */
  failure: Error | undefined;
  /** A feed that tells of each change, until it is made deaf. */
  readonly changes: ChangeFeed & { deaf: boolean; gap(): void; listeners(): number };
}

/** Keys in memory, for tests. `aheadMs` is what its clock is ahead of the process's. */
export function createMemoryKeyStore({ aheadMs = 0 } = {}): MemoryKeyStore {
  const keys = new Map<string, { key: ApiKey; changedAt: number }>();
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  const now = () => Date.now() + aheadMs;
  let queries = 0;

  async function query<T>(work: () => T): Promise<T> {
    queries += 1;
    await Promise.resolve();
    if (store.failure !== undefined) throw store.failure;
    return work();
  }

  function save(key: ApiKey): ApiKey {
    keys.set(key.id, { key, changedAt: now() });
    if (!changes.deaf) for (const { onChange } of listeners) onChange({ kind: "key", id: key.id });
    return key;
  }

  function living(id: string): ApiKey {
    const key = keys.get(id)?.key;
    if (key === undefined || key.revokedAt !== undefined) throw new AppError("not_found", "There is no such key.");
    return key;
  }

  function refuseTaken(name: string | undefined, id: string): void {
    for (const { key } of keys.values())
      if (key.name === name && key.id !== id && key.revokedAt === undefined)
        throw new AppError("conflict", "Another key has this name.");
  }

  const all = () => [...keys.values()];
  const changes: MemoryKeyStore["changes"] = {
    deaf: false,
    gap: () => listeners.forEach(({ onGap }) => onGap()),
    listeners: () => listeners.size,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => listeners.clear(),
  };
  const store: MemoryKeyStore = {
    queries: () => queries,
    failure: undefined,
    changes,
    create: (key) =>
      query(() => {
        refuseTaken(key.name, key.id);
        save(key);
      }),
    get: (id) => query(() => keys.get(id)?.key),
    find: (named) =>
      query(
        () => keys.get(named)?.key ?? all().find(({ key }) => key.name === named && key.revokedAt === undefined)?.key,
      ),
    list: ({ revoked }) =>
      query(() =>
        all()
          .map(({ key }) => key)
          .filter(({ revokedAt }) => revoked || revokedAt === undefined)
          .toReversed(),
      ),
    changedSince: (at) =>
      query(() => ({
        at: now(),
        keys: all()
          .filter(({ key, changedAt }) => (at === 0 ? key.revokedAt === undefined : changedAt >= at - 1000))
          .map(({ key }) => key),
      })),
    update: (id, patch) =>
      query(() => {
        refuseTaken(patch.name, id);
        return save({ ...living(id), ...patch });
      }),
    rotate: (id, secret, overlapMs) =>
      query(() => {
        const key = living(id);
        const old = key.secrets.map((one) => ({
          ...one,
          expiresAt: Math.min(one.expiresAt ?? Infinity, now() + overlapMs),
        }));
        return save({
          ...key,
          secrets: [...old.filter(({ expiresAt }) => expiresAt > now()), { ...secret, createdAt: now() }],
        });
      }),
    revoke: (id) =>
      query(() => {
        const key = keys.get(id)?.key;
        if (key === undefined) throw new AppError("not_found", "There is no such key.");
        return save({ ...key, revokedAt: key.revokedAt ?? now() });
      }),
    touch: (uses) =>
      query(() => {
        for (const { id, at, from } of uses) {
          const kept = keys.get(id);
          if (kept !== undefined) keys.set(id, { ...kept, key: { ...kept.key, lastUsedAt: at, lastUsedFrom: from } });
        }
      }),
  };
  return store;
}
