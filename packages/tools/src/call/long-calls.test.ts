import { AppError, silentLogger, type AuditRecord } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLongCalls } from "./long-calls.ts";
import type { RunningCall } from "./stage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open({ fails = () => false }: { fails?: (what: "note" | "forget") => boolean } = {}) {
  const noted: string[] = [];
  const forgotten: string[] = [];
  const steps: string[] = [];
  const answer = async (what: "note" | "forget", list: string[], ids: readonly string[]) => {
    if (fails(what)) throw new AppError("unavailable", "away");
    list.push(...ids);
    steps.push(`${what} ${ids.join(" ")}`);
  };
  const calls = createLongCalls({
    notes: {
      note: (rows) =>
        answer(
          "note",
          noted,
          rows.map(({ id }) => id),
        ),
      forget: (ids) => answer("forget", forgotten, ids),
    },
    toRow: ({ id }) => ({ id }) as AuditRecord,
    logger: silentLogger,
    afterMs: 200,
  });
  const begin = (id: string, { ran = true } = {}) => {
    const call = { id, ran, startedAt: Date.now() } as RunningCall;
    const end = calls.began(call);
    return { call, end };
  };
  return { begin, noted, forgotten, steps };
}

test("a call that is over quickly is never noted, and nothing runs without one", async () => {
  const { begin, steps } = open();
  const quick = begin("quick");
  await vi.advanceTimersByTimeAsync(150);
  quick.end();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(steps).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a long one is noted once, and forgotten when it is over", async () => {
  const { begin, steps } = open();
  const long = begin("long");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(steps).toEqual(["note long"]);
  long.end();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(steps).toEqual(["note long", "forget long"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a call that waits for a human is noted only once its tool runs", async () => {
  const { begin, noted } = open();
  const held = begin("held", { ran: false });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(noted).toEqual([]);
  held.call.ran = true;
  await vi.advanceTimersByTimeAsync(200);

  expect(noted).toEqual(["held"]);
});

test("what cannot be forgotten now is forgotten later", async () => {
  let isAway = false;
  const { begin, forgotten } = open({ fails: () => isAway });
  const [one, two] = [begin("one"), begin("two")];
  await vi.advanceTimersByTimeAsync(400);
  isAway = true;
  one.end();
  await vi.advanceTimersByTimeAsync(400);
  isAway = false;
  two.end();
  await vi.advanceTimersByTimeAsync(400);

  expect(forgotten.toSorted()).toEqual(["one", "two"]);
});

test("more than fit into a statement are noted in several", async () => {
  const { begin, steps, noted } = open();
  for (let index = 0; index < 1_100; index++) begin(String(index));
  await vi.advanceTimersByTimeAsync(1_000);

  expect(noted).toHaveLength(1_100);
  expect(steps).toHaveLength(3);
});
