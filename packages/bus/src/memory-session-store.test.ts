import { expect, test, vi } from "vitest";
import { sessionStoreContract } from "../test/contract-session-store.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";

sessionStoreContract((limits) => {
  let time = 0;
  const store = createMemorySessionStore({ ...limits, now: () => time });
  const elapse = (ms: number) => Promise.resolve(void (time += ms));
  return Promise.resolve({ store, other: store, elapse });
});

test("expired sessions are freed without anyone asking, and close leaves no timer", async () => {
  vi.useFakeTimers();
  try {
    const store = createMemorySessionStore({ idleMs: 1_000, sessionsMax: 10 });
    expect(vi.getTimerCount()).toBe(0);
    const kept = {
      id: "a",
      principalId: "local",
      initializeParams: {},
      protocolVersion: "",
      subscriptions: [],
      createdAt: 0,
    };
    await store.create(kept);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(3_000);
    vi.setSystemTime(0);
    expect(await store.get("a")).toBeUndefined();
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("refusing stays cheap when full, however often it is asked", async () => {
  let clockReads = 0;
  const now = () => (clockReads++, 0);
  const store = createMemorySessionStore({ idleMs: 60_000, sessionsMax: 1_000, now });
  const record = { principalId: "local", initializeParams: {}, protocolVersion: "", subscriptions: [], createdAt: 0 };
  for (let index = 0; index < 1_000; index++) await store.create({ ...record, id: String(index) });
  clockReads = 0;
  for (let index = 0; index < 1_000; index++) {
    await expect(store.create({ ...record, id: "more" })).rejects.toMatchObject({ code: "unavailable" });
  }
  expect(clockReads).toBeLessThan(5_000);
  await store.close();
});
