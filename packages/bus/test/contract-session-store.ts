import type { SessionRecord, SessionStore } from "@mcp-tools/core";
import { expect, test } from "vitest";

export interface SessionStoreUnderTest {
  readonly store: SessionStore;
  /** Another process's end of the same store; the same object where the store is for one process. */
  readonly other: SessionStore;
  /** Lets time pass for the store. */
  elapse(ms: number): Promise<void>;
}

/** What every session store keeps to, wherever it keeps its records. */
export function sessionStoreContract(
  open: (limits: { idleMs: number; sessionsMax: number }) => Promise<SessionStoreUnderTest>,
): void {
  const record = (id: string): SessionRecord => ({
    id,
    principalId: "local",
    initializeParams: { protocolVersion: "2025-11-25", capabilities: { roots: {} } },
    protocolVersion: "2025-11-25",
    subscriptions: [],
    createdAt: 1_700_000_000_000,
  });
  const limits = { idleMs: 1_000, sessionsMax: 3 };

  test("a record comes back as it was stored, in every process", async () => {
    const { store, other } = await open(limits);
    await store.create(record("a"));
    expect(await store.get("a")).toEqual(record("a"));
    expect(await other.get("a")).toEqual(record("a"));
    expect(await store.get("b")).toBeUndefined();
    await Promise.all([store.close(), other.close()]);
  });

  test("an update changes what it names and nothing else", async () => {
    const { store, other } = await open(limits);
    await store.create(record("a"));
    await store.update("a", { logLevel: "warning" });
    await other.update("a", { subscriptions: ["test://x"] });
    expect(await store.get("a")).toEqual({ ...record("a"), logLevel: "warning", subscriptions: ["test://x"] });
    await Promise.all([store.close(), other.close()]);
  });

  test("an update of a session that is gone does not bring it back", async () => {
    const { store, other } = await open(limits);
    await store.update("a", { logLevel: "warning" });
    expect(await store.get("a")).toBeUndefined();
    expect(await store.count()).toBe(0);
    await Promise.all([store.close(), other.close()]);
  });

  test("delete says whether there was something to delete", async () => {
    const { store, other } = await open(limits);
    await store.create(record("a"));
    expect(await other.delete("a")).toBe(true);
    expect(await store.delete("a")).toBe(false);
    expect(await store.get("a")).toBeUndefined();
    await Promise.all([store.close(), other.close()]);
  });

  test("an id is taken once", async () => {
    const { store, other } = await open(limits);
    await store.create(record("a"));
    await expect(other.create({ ...record("a"), principalId: "someone else" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await store.get("a")).toEqual(record("a"));
    await Promise.all([store.close(), other.close()]);
  });

  test("reading and updating put the expiry off; an unused session is gone", async () => {
    const { store, other, elapse } = await open(limits);
    await store.create(record("read"));
    await store.create(record("updated"));
    await store.create(record("unused"));
    await elapse(700);
    await store.get("read");
    await store.update("updated", { logLevel: "info" });
    await elapse(700);
    expect(await store.get("unused")).toBeUndefined();
    expect(await store.get("read")).toBeDefined();
    expect(await store.get("updated")).toBeDefined();
    expect(await store.delete("unused")).toBe(false);
    expect(await store.count()).toBe(2);
    await elapse(1_100);
    expect(await store.count()).toBe(0);
    await Promise.all([store.close(), other.close()]);
  });

  test("a full store refuses, and has room again once a session ends or expires", async () => {
    const { store, other, elapse } = await open(limits);
    for (const id of ["a", "b", "c"]) await store.create(record(id));
    await expect(store.create(record("d"))).rejects.toMatchObject({ code: "unavailable" });
    await store.delete("b");
    await store.create(record("d"));
    await elapse(1_100);
    await store.create(record("e"));
    expect(await store.count()).toBe(1);
    await Promise.all([store.close(), other.close()]);
  });
}
