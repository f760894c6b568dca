import type { AuditLog } from "@mcp-tools/core";
import { createLazyChangeFeed } from "./lazy-change-feed.ts";
import type { Stores } from "./load-stores.ts";

/** The stores of a process, loaded at the first use of any of them. */
export interface LazyStores extends Omit<Stores, "database"> {
  /** @throws AppError `unavailable` */
  open(): Promise<void>;
  check(): Promise<string | undefined>;
  /** Nobody waits any longer for a database that was never open. */
  stopOpening(): Promise<void>;
  /** Does nothing when it was never used. */
  close(): Promise<void>;
}

export function createLazyStores(load: () => Promise<Stores>): LazyStores {
  let loading: Promise<Stores> | undefined;
  let loaded: Stores | undefined;

  async function stores(): Promise<Stores> {
    loading ??= load();
    try {
      return (loaded = await loading);
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  return {
    audit: lazyAudit(stores, () => loaded?.audit),
    ...lazyOthers(stores),
    open: async () => void (await (await stores()).database.get()),
    check: async () => (await stores()).database.check(),
    async stopOpening() {
      if (loading !== undefined) (await loading).database.stopOpening();
    },
    async close() {
      if (loading !== undefined) await (await loading).database.close();
    },
  };
}

/** The way of every call: once loaded, it costs a look at a variable. */
function lazyAudit(stores: () => Promise<Stores>, loaded: () => AuditLog | undefined): AuditLog {
  const get = async () => (await stores()).audit;
  return {
    record: (row) => loaded()?.record(row) ?? get().then((audit) => audit.record(row)),
    isAvailable: () => loaded()?.isAvailable() ?? true,
    list: async (query) => (await get()).list(query),
    get: async (id) => (await get()).get(id),
    async *pages(filter) {
      yield* (await get()).pages(filter);
    },
    verify: async (options) => (await get()).verify(options),
    maintain: async (retentionDays) => (await get()).maintain(retentionDays),
    histogram: async (range) => (await get()).histogram(range),
    flush: (deadlineMs) => loaded()?.flush(deadlineMs) ?? Promise.resolve(),
    get pending() {
      return loaded()?.pending ?? 0;
    },
  };
}

function lazyOthers(stores: () => Promise<Stores>): Omit<Stores, "database" | "audit"> {
  const lazy = <Name extends keyof Stores>(name: Name) => lazyStore(async () => (await stores())[name]);
  return {
    auditIndexer: lazy("auditIndexer"),
    memory: lazy("memory"),
    processes: lazy("processes"),
    keys: lazy("keys"),
    approvals: lazy("approvals"),
    idempotency: lazy("idempotency"),
    policies: lazy("policies"),
    people: lazy("people"),
    invitations: lazy("invitations"),
    apiTokens: lazy("apiTokens"),
    attempts: lazy("attempts"),
    peopleDatabase: lazy("peopleDatabase"),
    changes: createLazyChangeFeed(async () => (await stores()).changes),
    credentials: lazy("credentials"),
    results: lazy("results"),
    runningCalls: lazy("runningCalls"),
  };
}

/** Any other store: each of its methods waits for it. */
function lazyStore<Store extends object>(get: () => Promise<Store>): Store {
  return new Proxy({} as Store, {
    get: (_target, name) =>
      // Not a promise, whoever asks.
      name === "then"
        ? undefined
        : async (...args: unknown[]) => {
            const store = (await get()) as Record<PropertyKey, (...args: unknown[]) => unknown>;
            return store[name]?.(...args);
          },
  });
}
