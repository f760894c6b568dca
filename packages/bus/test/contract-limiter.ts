import type { LimitAnswer, LimitClaim, Limiter, Limits } from "@mcp-tools/core";
import { expect, test } from "vitest";

export interface LimiterUnderTest {
  readonly limiter: Limiter;
  /** Another process's end of the same counters; the same object where they are one process's. */
  readonly other: Limiter;
  /** Lets time pass for the limiter. */
  elapse(ms: number): Promise<void>;
  close(): Promise<void>;
}

const NOON = Date.UTC(2026, 10, 22, 12);

/** What every limiter keeps to, wherever it counts. `now` is the time it begins with. */
export function limiterContract(open: (now: number) => Promise<LimiterUnderTest>): void {
  const claim = (subject: string, limits: Limits): LimitClaim => ({ subject, limits });
  const ok = { ok: true, release: expect.any(Function) };

  async function withLimiter(use: (under: LimiterUnderTest) => Promise<void>, now = NOON): Promise<void> {
    const under = await open(now);
    try {
      await use(under);
    } finally {
      await under.close();
    }
  }

  async function take(limiter: Limiter, ...claims: LimitClaim[]): Promise<LimitAnswer & { ok: true }> {
    const answer = await limiter.acquire(claims);
    if (!answer.ok) throw new Error(`refused: ${answer.limit} of ${answer.subject}`);
    return answer;
  }

  test("calls a minute are counted over all processes, and a refusal says when to come back", () =>
    withLimiter(async ({ limiter, other, elapse }) => {
      const claims = [claim("principal:a", { callsPerMinute: 3 })];
      expect(await limiter.acquire(claims)).toEqual(ok);
      expect(await other.acquire(claims)).toEqual(ok);
      expect(await limiter.acquire(claims)).toEqual(ok);
      const refused = await other.acquire(claims);
      expect(refused).toMatchObject({ ok: false, subject: "principal:a", limit: "callsPerMinute", max: 3 });
      if (refused.ok) throw new Error("not refused");
      expect(refused.retryAfterMs).toBeGreaterThan(50_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
      await elapse(60_000);
      expect(await limiter.acquire(claims)).toEqual(ok);
    }));

  test("a day ends at midnight UTC, however short it was", () =>
    withLimiter(
      async ({ limiter, other, elapse }) => {
        const claims = [claim("principal:a", { callsPerDay: 2, callsPerMinute: 2 })];
        await take(limiter, ...claims);
        await take(other, ...claims);
        // Both are used up: the longer wait is the one to name.
        expect(await limiter.acquire(claims)).toEqual({
          ok: false,
          subject: "principal:a",
          limit: "callsPerDay",
          max: 2,
          retryAfterMs: 90_000,
        });
        await elapse(61_000);
        expect(await other.acquire(claims)).toMatchObject({ ok: false, limit: "callsPerDay", retryAfterMs: 29_000 });
        await elapse(29_000);
        expect(await other.acquire(claims)).toEqual(ok);
      },
      Date.UTC(2026, 10, 23) - 90_000,
    ));

  test("calls at the same time end with their release, which counts once", () =>
    withLimiter(async ({ limiter, other }) => {
      const claims = [claim("tool:slow", { inFlight: 2 })];
      const first = await take(limiter, ...claims);
      await take(other, ...claims);
      const refused = await other.acquire(claims);
      expect(refused).toMatchObject({ ok: false, subject: "tool:slow", limit: "inFlight", max: 2 });
      if (!refused.ok) expect(refused.retryAfterMs).toBeGreaterThan(0);
      first.release();
      first.release();
      // On the same end, so that it comes after the release.
      await take(limiter, ...claims);
      expect(await limiter.acquire(claims)).toMatchObject({ ok: false, limit: "inFlight" });
    }));

  test("a call counts against every claim, or against none", () =>
    withLimiter(async ({ limiter }) => {
      const mine = claim("principal:a", { callsPerMinute: 3, callsPerDay: 3, inFlight: 3 });
      const shared = claim("tool:t", { callsPerMinute: 1 });
      await take(limiter, mine, shared);
      for (let index = 0; index < 5; index++)
        expect(await limiter.acquire([mine, shared])).toMatchObject({ ok: false, subject: "tool:t" });
      await take(limiter, mine);
      await take(limiter, mine);
      expect(await limiter.acquire([mine])).toMatchObject({ ok: false, limit: "callsPerDay" });
    }));

  test("a caller at its own limit takes nothing from the tool", () =>
    withLimiter(async ({ limiter }) => {
      const mine = claim("principal:a", { inFlight: 1 });
      const shared = claim("tool:t", { callsPerMinute: 3 });
      await take(limiter, mine, shared);
      for (let index = 0; index < 5; index++)
        expect(await limiter.acquire([mine, shared])).toMatchObject({ ok: false, limit: "inFlight" });
      await take(limiter, claim("principal:b", { inFlight: 1 }), shared);
      await take(limiter, claim("principal:c", { inFlight: 1 }), shared);
      expect(await limiter.acquire([shared])).toMatchObject({ ok: false, subject: "tool:t" });
    }));

  test("a limit that was changed holds from the next call on", () =>
    withLimiter(async ({ limiter, other }) => {
      const limited = (max: number) => [claim("principal:a", { callsPerMinute: max, callsPerDay: max })];
      await take(limiter, ...limited(2));
      await take(limiter, ...limited(2));
      for (let index = 0; index < 20; index++) expect(await limiter.acquire(limited(2))).toMatchObject({ ok: false });
      expect(await other.acquire(limited(3))).toEqual(ok);
      expect(await other.acquire(limited(3))).toMatchObject({ ok: false, max: 3 });
      expect(await other.acquire(limited(1))).toMatchObject({ ok: false, max: 1 });
      const running = (max: number) => [claim("principal:b", { inFlight: max })];
      await take(limiter, ...running(1));
      expect(await limiter.acquire(running(1))).toMatchObject({ ok: false });
      expect(await limiter.acquire(running(2))).toEqual(ok);
    }));

  test("of many at once, exactly as many pass as may", () =>
    withLimiter(async ({ limiter, other }) => {
      const ends = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? limiter : other));
      for (const limits of [{ callsPerMinute: 7 }, { callsPerDay: 7 }, { inFlight: 7 }]) {
        const subject = `tool:${Object.keys(limits).join()}`;
        const answers = await Promise.all(ends.map(async (end) => end.acquire([claim(subject, limits)])));
        expect(answers.filter((answer) => answer.ok)).toHaveLength(7);
      }
    }));

  test("nought lets nobody in, and a claim without limits stops nobody", () =>
    withLimiter(async ({ limiter }) => {
      for (const name of ["callsPerMinute", "callsPerDay", "inFlight"] as const)
        expect(await limiter.acquire([claim("tool:off", { [name]: 0 })])).toMatchObject({ ok: false, limit: name });
      for (let index = 0; index < 10; index++) await take(limiter, claim("tool:on", {}));
      await take(limiter);
    }));

  test("subjects are counted apart, whatever their names", () =>
    withLimiter(async ({ limiter }) => {
      for (const subject of ["principal:oauth:https://id.example.com#a b", "principal:oauth:x", "tool:x", "tool:x:1"])
        await take(limiter, claim(subject, { callsPerMinute: 1, callsPerDay: 1, inFlight: 1 }));
    }));
}
