import type { CallLog, CallRecord, MemoryStore, ProcessStore } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { createLazyStores } from "./lazy-stores.ts";
import type { Stores } from "./load-stores.ts";

const row: CallRecord = {
  id: "c1",
  startedAt: 0,
  principalId: "local",
  transport: "cli",
  tool: "t",
  arguments: "{}",
  outcome: "ok",
  durationMs: 1,
  resultBytes: 2,
};

function createStores() {
  const closed: string[] = [];
  const calls: CallLog = {
    record: vi.fn<CallLog["record"]>(() => Promise.resolve()),
    isAvailable: () => false,
    list: () => Promise.resolve([row]),
    histogram: () => Promise.resolve([]),
    flush: () => Promise.resolve(void closed.push("flush")),
    pending: 7,
  };
  const memory = { readGraph: () => Promise.resolve({ entities: [], relations: [] }) } as unknown as MemoryStore;
  const processes = { list: () => Promise.resolve([]) } as unknown as ProcessStore;
  const database = {
    get: () => Promise.resolve({}),
    check: () => Promise.resolve("It is down."),
    close: () => Promise.resolve(void closed.push("database")),
  };
  const stores: Stores = { calls, memory, processes, database };
  return { stores, closed };
}

test("nothing is loaded before the first use, nor to close what was never used", async () => {
  const load = vi.fn<() => Promise<Stores>>(() => Promise.resolve(createStores().stores));
  const lazy = createLazyStores(load);
  expect(lazy.calls.isAvailable()).toBe(true);
  expect(lazy.calls.pending).toBe(0);
  await lazy.calls.flush(1_000);
  await lazy.close();
  expect(load).not.toHaveBeenCalled();
});

test("the first uses, however many at once, load it once; then it answers for itself", async () => {
  const { stores, closed } = createStores();
  const load = vi.fn<() => Promise<Stores>>(() => Promise.resolve(stores));
  const lazy = createLazyStores(load);
  await Promise.all([lazy.calls.record(row), lazy.memory.readGraph("default", 1), lazy.processes.list(1), lazy.open()]);
  expect(await lazy.calls.list({ limit: 1 })).toEqual([row]);
  expect(await lazy.check()).toBe("It is down.");
  expect(lazy.calls.isAvailable()).toBe(false);
  expect(lazy.calls.pending).toBe(7);
  await lazy.calls.record(row);
  expect(stores.calls.record).toHaveBeenCalledTimes(2);
  await lazy.calls.flush(1_000);
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
  await expect(lazy.calls.record(row)).rejects.toThrow("disk error");
  await lazy.calls.record(row);
  expect(load).toHaveBeenCalledTimes(2);
});
