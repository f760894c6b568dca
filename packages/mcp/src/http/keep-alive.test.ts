import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createKeepAlive } from "./keep-alive.ts";
import type { SseWriter } from "./sse-writer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createWriter(): SseWriter & { comments: number } {
  const writer = { comments: 0, raw: () => void (writer.comments += 1), event() {}, end() {} };
  return writer;
}

test("every stream gets a comment in each 15 seconds, and not all at once", () => {
  const keepAlive = createKeepAlive();
  const writers = Array.from({ length: 300 }, createWriter);
  for (const writer of writers) keepAlive.add(writer);
  expect(keepAlive.size).toBe(300);
  vi.advanceTimersByTime(1_000);
  expect(writers.filter(({ comments }) => comments > 0).length).toBeLessThan(50);
  vi.advanceTimersByTime(59_000);
  expect(new Set(writers.map(({ comments }) => comments))).toEqual(new Set([4]));
  keepAlive.close();
});

test("a stream that was taken out, or after the close, gets none", () => {
  const keepAlive = createKeepAlive();
  const [gone, here] = [createWriter(), createWriter()];
  keepAlive.add(gone);
  keepAlive.add(here);
  keepAlive.delete(gone);
  expect(keepAlive.size).toBe(1);
  vi.advanceTimersByTime(15_000);
  keepAlive.close();
  vi.advanceTimersByTime(60_000);
  expect([gone.comments, here.comments]).toEqual([0, 1]);
});

test("a silence is broken once, after five seconds and a little, unless it was called off", () => {
  const keepAlive = createKeepAlive();
  vi.advanceTimersByTime(300);
  const [broken, calledOff] = [vi.fn<() => void>(), vi.fn<() => void>()];
  keepAlive.afterSilence(broken);
  const release = keepAlive.afterSilence(calledOff);
  expect(keepAlive.size).toBe(2);
  vi.advanceTimersByTime(4_999);
  expect(broken).not.toHaveBeenCalled();
  release();
  vi.advanceTimersByTime(700);
  expect(broken).toHaveBeenCalledOnce();
  expect(keepAlive.size).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(broken).toHaveBeenCalledOnce();
  expect(calledOff).not.toHaveBeenCalled();
  keepAlive.close();
});
