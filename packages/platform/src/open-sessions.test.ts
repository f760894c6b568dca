import { silentLogger, type Change, type ChangeFeed, type OpenSession } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { createOpenSessions } from "./open-sessions.ts";

function open() {
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  const onEnded = vi.fn<() => void>();
  const sessions = createOpenSessions({
    changes: {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    logger: silentLogger,
    onEnded,
  });
  return { sessions, listeners, onEnded, tell: (change: Change) => listeners.forEach((one) => one.onChange(change)) };
}

function session(id: string, lastUsedAt: number): OpenSession {
  return {
    id,
    transport: "sse",
    principalId: "key:a",
    principalName: "a",
    startedAt: 0,
    lastUsedAt,
    inFlight: 0,
  };
}

test("those of all holders are listed, the most recently used first, and no more than can be told", () => {
  const { sessions } = open();
  sessions.add({ list: () => [session("old", 1)], end() {} });
  const release = sessions.add({
    list: () => Array.from({ length: 600 }, (_, n) => session(`s${n}`, n + 2)),
    end() {},
  });
  expect(sessions.list()).toHaveLength(500);
  expect(sessions.list()[0]?.id).toBe("s599");
  release();
  expect(sessions.list().map(({ id }) => id)).toEqual(["old"]);
});

test("what any process is asked to end reaches every holder, also where one of them fails", async () => {
  const { sessions, tell, onEnded, listeners } = open();
  expect(listeners.size).toBe(0);
  const end = vi.fn<(target: unknown) => void>();
  sessions.add({ list: () => [], end: () => Promise.reject(new Error("gone")) });
  sessions.add({ list: () => [], end });
  tell({ kind: "people" });
  tell({ kind: "end_session", by: "principal", id: "key:a" });
  await expect.poll(() => onEnded.mock.calls.length).toBe(1);
  expect(end).toHaveBeenCalledExactlyOnceWith({ by: "principal", id: "key:a" });
  sessions.close();
  expect(listeners.size).toBe(0);
});
