import { type Logger, silentLogger } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { streamLogContract } from "../test/contract-stream-log.ts";
import { createMemoryStreamLog } from "./memory-stream-log.ts";

const limits = { eventsMax: 1_000, retentionMs: 60_000, idleMs: 60_000, bytesMax: 10_000 };

streamLogContract((contractLimits) => {
  let time = 0;
  const log = createMemoryStreamLog({ ...contractLimits, bytesMax: 1_000_000, now: () => time });
  const elapse = (ms: number) => Promise.resolve(void (time += ms));
  return Promise.resolve({ log, other: log, elapse });
});

test("beyond the byte limit the oldest events of any stream go first", async () => {
  const log = createMemoryStreamLog(limits);
  const text = "x".repeat(2_000);
  await log.append("s", "old", text);
  for (let index = 0; index < 4; index++) await log.append("s", "new", text);
  expect(await log.read("s", "old", 0)).toBeUndefined();
  expect(await log.read("s", "old", 1)).toEqual([]);
  expect(await log.read("s", "new", 0)).toHaveLength(4);
  await log.append("s", "new", text);
  expect(await log.read("s", "new", 0)).toBeUndefined();
  expect(await log.read("s", "new", 1)).toHaveLength(4);
  await log.close();
});

test("bytes are counted, not characters, and given back", async () => {
  const log = createMemoryStreamLog(limits);
  for (let round = 0; round < 5; round++) {
    await log.append(`s${round}`, "a", "€".repeat(3_000));
    expect(await log.read(`s${round}`, "a", 0)).toHaveLength(1);
    await log.deleteSession(`s${round}`);
  }
  await log.append("s", "a", "€".repeat(1_500));
  await log.append("s", "b", "€".repeat(1_500));
  expect(await log.read("s", "a", 0)).toHaveLength(1);
  await log.append("s", "c", "€".repeat(1_500));
  expect(await log.read("s", "a", 0)).toBeUndefined();
  await log.close();
});

test("an event larger than the limit is delivered and not kept", async () => {
  const log = createMemoryStreamLog(limits);
  const seen: number[] = [];
  log.tail("s", "a", ({ seq }) => seen.push(seq));
  expect(await log.append("s", "a", "x".repeat(20_000))).toBe(1);
  expect(seen).toEqual([1]);
  expect(await log.read("s", "a", 0)).toBeUndefined();
  expect(await log.append("s", "a", "small")).toBe(2);
  expect(await log.read("s", "a", 1)).toEqual([{ seq: 2, data: "small" }]);
  await log.close();
});

test("a listener that throws harms neither the producer nor the other listeners", async () => {
  const error = vi.fn<Logger["error"]>();
  const log = createMemoryStreamLog({ ...limits, logger: { ...silentLogger, error } });
  const seen: number[] = [];
  log.tail("s", "a", () => {
    throw new Error("socket is gone");
  });
  log.tail("s", "a", ({ seq }) => seen.push(seq));
  await expect(log.append("s", "a", "one")).resolves.toBe(1);
  expect(seen).toEqual([1]);
  expect(error).toHaveBeenCalledOnce();
  await log.close();
});

test("streams that are over are freed without anyone asking, and close leaves no timer", async () => {
  vi.useFakeTimers();
  try {
    const log = createMemoryStreamLog({ ...limits, retentionMs: 1_000 });
    expect(vi.getTimerCount()).toBe(0);
    await log.append("s", "a", "one");
    await log.end("s", "a");
    await vi.advanceTimersByTimeAsync(3_000);
    vi.setSystemTime(0);
    expect(await log.read("s", "a", 0)).toBeUndefined();
    await log.close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a hundred thousand events through a full log stay quick", async () => {
  const log = createMemoryStreamLog({ ...limits, eventsMax: 100_000, bytesMax: 5_000_000 });
  const start = performance.now();
  for (let index = 0; index < 100_000; index++) await log.append("s", index % 2 === 0 ? "a" : "b", "event");
  expect(performance.now() - start).toBeLessThan(3_000);
  expect(await log.read("s", "a", 49_999)).toHaveLength(1);
  await log.close();
});
