import type { LimitAnswer, LimitClaim, Limiter, Limits } from "@mcp-tools/core";

export interface MemoryLimiterOptions {
  readonly now?: (() => number) | undefined;
  /** Subjects to remember; beyond it, those whose minute began longest ago start anew. */
  readonly subjectsMax?: number | undefined;
  /** Called for each refusal, to count them. */
  readonly onRefused?: ((limit: keyof Limits) => void) | undefined;
}

/** What is known of one subject. Windows are numbers, not objects: this is the way of every call. */
interface Subject {
  calls: number;
  /** When the minute that `calls` counts in is over. */
  minuteEndsAt: number;
  callsToday: number;
  /** Days since the epoch, UTC. */
  day: number;
  running: number;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** Nobody knows when a running call ends. */
export const IN_FLIGHT_RETRY_MS = 1_000;
const SUBJECTS_MAX = 100_000;

/**
 * Counts calls in this process. A minute begins with its first call, a day at midnight UTC.
 *
 * Not rate-limiter-flexible's memory limiter, which `createRedisLimiter` has its counterpart of: two claims with a
 * minute and a day each took it 2.2 µs, a promise and a result for each of the four; one look at a map a claim takes
 * 0.25 µs (Node 24, 200 subjects). It would also take a timer a key, knows no bound on keys, and can only count first
 * and give back afterwards.
 */
export function createMemoryLimiter({
  now = Date.now,
  subjectsMax = SUBJECTS_MAX,
  onRefused,
}: MemoryLimiterOptions = {}): Limiter {
  const subjects = new Map<string, Subject>();

  function find(name: string, at: number): Subject {
    const day = Math.floor(at / DAY_MS);
    let subject = subjects.get(name);
    if (subject === undefined) {
      if (subjects.size >= subjectsMax) makeRoom(subjects, subjectsMax);
      subject = { calls: 0, minuteEndsAt: at + MINUTE_MS, callsToday: 0, day, running: 0 };
      subjects.set(name, subject);
      return subject;
    }
    if (subject.minuteEndsAt <= at || subject.minuteEndsAt - at > MINUTE_MS) {
      subject.calls = 0;
      subject.minuteEndsAt = at + MINUTE_MS;
      // To the end of the map, which thereby is in the order of minutes.
      subjects.delete(name);
      subjects.set(name, subject);
    }
    if (subject.day !== day) {
      subject.day = day;
      subject.callsToday = 0;
    }
    return subject;
  }

  function take(claims: readonly LimitClaim[]): LimitAnswer {
    const at = now();
    const found: Subject[] = [];
    for (const claim of claims) {
      const subject = find(claim.subject, at);
      const refusal = check(claim, subject, at);
      if (refusal !== undefined) {
        onRefused?.(refusal.limit);
        return refusal;
      }
      found.push(subject);
    }
    for (const subject of found) {
      subject.calls += 1;
      subject.callsToday += 1;
      subject.running += 1;
    }
    let released = false;
    return {
      ok: true,
      release() {
        if (released) return;
        released = true;
        for (const subject of found) subject.running -= 1;
      },
    };
  }

  return {
    kind: "memory",
    acquire: take,
    close() {
      subjects.clear();
      return Promise.resolve();
    },
  };
}

/** The limit that is used up, the one with the longest wait first. */
function check(
  { subject, limits }: LimitClaim,
  counted: Subject,
  at: number,
): (LimitAnswer & { ok: false }) | undefined {
  const { callsPerDay, callsPerMinute, inFlight } = limits;
  if (callsPerDay !== undefined && counted.callsToday >= callsPerDay)
    return { ok: false, subject, limit: "callsPerDay", max: callsPerDay, retryAfterMs: DAY_MS - (at % DAY_MS) };
  if (callsPerMinute !== undefined && counted.calls >= callsPerMinute) {
    const retryAfterMs = counted.minuteEndsAt - at;
    return { ok: false, subject, limit: "callsPerMinute", max: callsPerMinute, retryAfterMs };
  }
  if (inFlight !== undefined && counted.running >= inFlight)
    return { ok: false, subject, limit: "inFlight", max: inFlight, retryAfterMs: IN_FLIGHT_RETRY_MS };
  return undefined;
}

/** Frees a tenth, the oldest first, so that it is not looked for again at once. Whose calls run stays: they are few. */
function makeRoom(subjects: Map<string, Subject>, subjectsMax: number): void {
  let wanted = Math.ceil(subjectsMax / 10);
  for (const [name, subject] of subjects) {
    if (wanted === 0) return;
    if (subject.running > 0) continue;
    subjects.delete(name);
    wanted -= 1;
  }
}
