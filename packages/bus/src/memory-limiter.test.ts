import { expect, test, vi } from "vitest";
import { limiterContract } from "../test/contract-limiter.ts";
import { createMemoryLimiter } from "./memory-limiter.ts";

limiterContract((start) => {
  let time = start;
  const limiter = createMemoryLimiter({ now: () => time });
  const elapse = (ms: number) => Promise.resolve(void (time += ms));
  return Promise.resolve({ limiter, other: limiter, elapse, close: () => limiter.close() });
});

test("beyond its bound it forgets those unseen for longest, and never one whose call runs", async () => {
  let time = 0;
  const limiter = createMemoryLimiter({ now: () => time, subjectsMax: 100 });
  const once = (subject: string) => limiter.acquire([{ subject, limits: { callsPerDay: 1, inFlight: 1 } }]);
  const running = await once("running");
  const short = async (subject: string) => {
    const answer = await once(subject);
    if (answer.ok) answer.release();
    return answer.ok;
  };
  await short("old");
  time += 60_000;
  await short("seen again");
  for (let index = 0; index < 97; index++) await short(`s${index}`);
  time += 60_000;
  // Refused, and thereby seen.
  expect(await short("seen again")).toBe(false);
  expect(await short("one too many")).toBe(true);
  expect(await short("seen again")).toBe(false);
  expect(await short("old")).toBe(true);
  expect(await short("running")).toBe(false);
  if (running.ok) running.release();
  await limiter.close();
});

test("a clock that was set back locks nobody out for longer than a minute", async () => {
  let time = Date.UTC(2026, 0, 2);
  const limiter = createMemoryLimiter({ now: () => time });
  const claims = [{ subject: "a", limits: { callsPerMinute: 1 } }];
  await limiter.acquire(claims);
  time -= 3_600_000;
  expect(await limiter.acquire(claims)).toMatchObject({ ok: true });
  expect(await limiter.acquire(claims)).toMatchObject({ ok: false, retryAfterMs: 60_000 });
});

test("refusals are told by their limit, and it holds no timer", async () => {
  vi.useFakeTimers();
  try {
    const onRefused = vi.fn<(limit: string) => void>();
    const limiter = createMemoryLimiter({ onRefused });
    await limiter.acquire([{ subject: "a", limits: { inFlight: 1 } }]);
    await limiter.acquire([{ subject: "a", limits: { inFlight: 1 } }]);
    expect(onRefused.mock.calls).toEqual([["inFlight"]]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
