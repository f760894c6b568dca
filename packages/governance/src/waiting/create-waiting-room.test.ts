import { silentLogger } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createFakeChanges } from "../testing/create-fake-changes.ts";
import { createWaitingRoom, type WaitingRoomParts } from "./create-waiting-room.ts";

function openRoom(parts: Partial<WaitingRoomParts> = {}) {
  const changes = createFakeChanges();
  const asked: (readonly string[])[] = [];
  const room = createWaitingRoom({
    kind: "approval",
    changes,
    stillOpen: async (ids) => {
      asked.push(ids);
      return ids;
    },
    logger: silentLogger,
    tickMs: 10,
    ...parts,
  });
  const never = new AbortController().signal;
  const wait = (id: string, options: Partial<Parameters<typeof room.wait>[1]> = {}) =>
    room.wait(id, { until: Date.now() + 10_000, signal: never, ...options });
  return { room, changes, asked, wait };
}

test("wakes those who wait for what changed, and no others", async () => {
  const { room, changes, wait } = openRoom();
  const waits = [wait("a"), wait("a"), wait("b")];
  changes.emit({ kind: "idempotency", id: "b" });
  changes.emit({ kind: "people" });
  changes.emit({ kind: "approval", id: "a" });
  expect(await Promise.all(waits.slice(0, 2))).toEqual(["look", "look"]);
  expect(room.waiting).toBe(1);
  room.stop();
  expect(await waits[2]).toBe("stopped");
  expect(await wait("b")).toBe("stopped");
});

test("asks once a tick for all of them, and wakes those that are not open any more", async () => {
  const open = new Set(["a", "b"]);
  const { asked, wait, room } = openRoom({ stillOpen: async (ids) => ids.filter((id) => open.has(id)) });
  const first = wait("a");
  void wait("b");
  open.delete("a");
  expect(await first).toBe("look");
  expect(room.waiting).toBe(1);
  expect(asked).toEqual([]);
});

test("a question that takes long is not asked a second time meanwhile", async () => {
  let asking = 0;
  let most = 0;
  const { wait, room } = openRoom({
    async stillOpen(ids) {
      most = Math.max(most, (asking += 1));
      await new Promise((resolve) => setTimeout(resolve, 60));
      asking -= 1;
      return ids;
    },
  });
  expect(await wait("a", { until: Date.now() + 200 })).toBe("late");
  expect(most).toBe(1);
  expect(room.waiting).toBe(0);
});

test("goes on when the store cannot be asked", async () => {
  let calls = 0;
  const { wait } = openRoom({
    stillOpen: async () => {
      if ((calls += 1) < 3) throw new Error("away");
      return [];
    },
  });
  expect(await wait("a")).toBe("look");
  expect(calls).toBe(3);
});

test("ends with its time, its call, or when it is full; and is left empty and silent", async () => {
  const { wait, room, changes, asked } = openRoom({ waitersMax: 1 });
  expect(await wait("a", { until: Date.now() - 1 })).toBe("late");
  expect(await wait("a", { until: Date.now() + 20 })).toBe("late");
  const abort = new AbortController();
  const cancelled = wait("a", { signal: abort.signal });
  expect(await wait("b")).toBe("full");
  abort.abort();
  expect(await cancelled).toBe("cancelled");
  expect(await wait("a", { signal: abort.signal })).toBe("cancelled");
  expect([room.waiting, changes.listeners]).toEqual([0, 0]);
  const before = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toHaveLength(before);
});

test("a tick that says so ends the waiting", async () => {
  let ticks = 0;
  const { wait } = openRoom();
  expect(await wait("a", { onTick: () => (ticks += 1) === 3 })).toBe("look");
});
