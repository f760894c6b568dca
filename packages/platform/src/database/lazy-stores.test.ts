import type { AuditLog, AuditRecord, MemoryStore, ProcessStore } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { createLazyStores } from "./lazy-stores.ts";
import type { Stores } from "./load-stores.ts";

const row: AuditRecord = {
  id: "c1",
  kind: "call",
  action: "tools/call",
  startedAt: 0,
  principalId: "local",
  principalName: "local",
  transport: "cli",
  tool: "t",
  arguments: "{}",
  outcome: "ok",
  durationMs: 1,
  resultBytes: 2,
};

/** Not looked at here. */
function createOthers() {
  return {} as Omit<Stores, "audit" | "memory" | "processes" | "database">;
}

function createStores() {
  const closed: string[] = [];
  const audit: AuditLog = {
    record: vi.fn<AuditLog["record"]>(() => Promise.resolve()),
    isAvailable: () => false,
    list: () => Promise.resolve([row]),
    get: () => Promise.resolve(row),
    async *pages() {},
    verify: () => Promise.resolve({ ok: true, rows: 0, blocks: 0, problems: [], heads: [] }),
    maintain: () => Promise.resolve({ made: [], dropped: [] }),
    histogram: () => Promise.resolve([]),
    flush: () => Promise.resolve(void closed.push("flush")),
    pending: 7,
  };
  const memory = { readGraph: () => Promise.resolve({ entities: [], relations: [] }) } as unknown as MemoryStore;
  const processes = { list: () => Promise.resolve([]) } as unknown as ProcessStore;
  const database = {
    get: () => Promise.resolve({}),
    check: () => Promise.resolve("It is down."),
    stopOpening() {},
    close: () => Promise.resolve(void closed.push("database")),
  };
  const stores: Stores = { ...createOthers(), audit, memory, processes, database };
  return { stores, closed };
}

test("nothing is loaded before the first use, nor to close what was never used", async () => {
  const load = vi.fn<() => Promise<Stores>>(() => Promise.resolve(createStores().stores));
  const lazy = createLazyStores(load);
  expect(lazy.audit.isAvailable()).toBe(true);
  expect(lazy.audit.pending).toBe(0);
  await lazy.audit.flush(1_000);
  await lazy.close();
  expect(load).not.toHaveBeenCalled();
});

test("the first uses, however many at once, load it once; then it answers for itself", async () => {
  const { stores, closed } = createStores();
  const load = vi.fn<() => Promise<Stores>>(() => Promise.resolve(stores));
  const lazy = createLazyStores(load);
  await Promise.all([lazy.audit.record(row), lazy.memory.readGraph("default", 1), lazy.processes.list(1), lazy.open()]);
  expect(await lazy.audit.list({ limit: 1 })).toEqual([row]);
  expect(await lazy.check()).toBe("It is down.");
  expect(lazy.audit.isAvailable()).toBe(false);
  expect(lazy.audit.pending).toBe(7);
  await lazy.audit.record(row);
  expect(stores.audit.record).toHaveBeenCalledTimes(2);
  await lazy.audit.flush(1_000);
  await lazy.close();
  expect(closed).toEqual(["flush", "database"]);
  expect(load).toHaveBeenCalledTimes(1);
});

test("a failed loading is tried again by the next use", async () => {
  const { stores } = createStores();
  const load = vi
    .fn<() => Promise<Stores>>(() => Promise.resolve(stores))
    .mockRejectedValueOnce(new Error("disk error"));
  const lazy = createLazyStores(load);
  await expect(lazy.audit.record(row)).rejects.toThrow("disk error");
  await lazy.audit.record(row);
  expect(load).toHaveBeenCalledTimes(2);
});

test("subscribing to changes loads them, and a release before that keeps from listening", async () => {
  const { stores } = createStores();
  const subscribed: unknown[] = [];
  let released = 0;
  const changes: Stores["changes"] = {
    subscribe: (listener) => (subscribed.push(listener), () => void (released += 1)),
    close: () => Promise.resolve(),
  };
  const lazy = createLazyStores(() => Promise.resolve({ ...stores, changes }));
  const listener = { onChange() {}, onGap() {} };

  lazy.changes.subscribe({ ...listener })();
  const release = lazy.changes.subscribe(listener);
  await expect.poll(() => subscribed).toEqual([listener]);
  expect(subscribed[0]).toBe(listener);
  release();
  await expect.poll(() => released).toBe(1);
});

test("changes that cannot be loaded are no fault of whoever subscribes", async () => {
  const lazy = createLazyStores(() => Promise.reject(new Error("disk error")));
  lazy.changes.subscribe({ onChange() {}, onGap() {} })();
  await expect(lazy.open()).rejects.toThrow("disk error");
});
