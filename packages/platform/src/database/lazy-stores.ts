import type { CallLog, MemoryStore, ProcessStore } from "@mcp-tools/core";
import type { Stores } from "./load-stores.ts";

/** The stores of a process, loaded at the first use of any of them. */
export interface LazyStores {
  readonly calls: CallLog;
  readonly memory: MemoryStore;
  readonly processes: ProcessStore;
  /** @throws AppError `unavailable` */
  open(): Promise<void>;
  check(): Promise<string | undefined>;
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
    calls: lazyCalls(stores, () => loaded?.calls),
    memory: lazyMemory(async () => (await stores()).memory),
    processes: lazyProcesses(async () => (await stores()).processes),
    open: async () => void (await (await stores()).database.get()),
    check: async () => (await stores()).database.check(),
    async close() {
      if (loading !== undefined) await (await loading).database.close();
    },
  };
}

/** The way of every call: once loaded, it costs a look at a variable. */
function lazyCalls(stores: () => Promise<Stores>, loaded: () => CallLog | undefined): CallLog {
  const get = async () => (await stores()).calls;
  return {
    record: (row) => loaded()?.record(row) ?? get().then((calls) => calls.record(row)),
    isAvailable: () => loaded()?.isAvailable() ?? true,
    list: async (query) => (await get()).list(query),
    histogram: async (range) => (await get()).histogram(range),
    flush: (deadlineMs) => loaded()?.flush(deadlineMs) ?? Promise.resolve(),
    get pending() {
      return loaded()?.pending ?? 0;
    },
  };
}

function lazyMemory(get: () => Promise<MemoryStore>): MemoryStore {
  return {
    createEntities: async (space, entities) => (await get()).createEntities(space, entities),
    createRelations: async (space, relations) => (await get()).createRelations(space, relations),
    addObservations: async (space, additions) => (await get()).addObservations(space, additions),
    deleteEntities: async (space, names) => (await get()).deleteEntities(space, names),
    deleteObservations: async (space, deletions) => (await get()).deleteObservations(space, deletions),
    deleteRelations: async (space, relations) => (await get()).deleteRelations(space, relations),
    readGraph: async (space, limit) => (await get()).readGraph(space, limit),
    searchNodes: async (space, query, limit) => (await get()).searchNodes(space, query, limit),
    openNodes: async (space, names) => (await get()).openNodes(space, names),
  };
}

function lazyProcesses(get: () => Promise<ProcessStore>): ProcessStore {
  return {
    report: async (report) => (await get()).report(report),
    list: async (withinMs) => (await get()).list(withinMs),
    remove: async (id) => (await get()).remove(id),
  };
}
