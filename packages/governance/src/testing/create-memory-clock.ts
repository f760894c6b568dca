/** Time, and the processes that run, as the memory stores take them for; for tests. */
export interface MemoryClock {
  now(): number;
  /** Lets time pass. */
  pass(ms: number): void;
  /** The process reports itself now. */
  report(processId: string): void;
  /** Whether the process is gone, for what it claimed at that time. */
  isGone(processId: string | undefined, claimedAt: number | undefined, processDeadMs: number): boolean;
}

export function createMemoryClock(): MemoryClock {
  const reported = new Map<string, number>();
  let passed = 0;
  const now = () => Date.now() + passed;
  return {
    now,
    pass: (ms) => void (passed += ms),
    report: (processId) => void reported.set(processId, now()),
    isGone: (processId = "", claimedAt = 0, processDeadMs) =>
      now() - claimedAt > processDeadMs && now() - (reported.get(processId) ?? 0) > processDeadMs,
  };
}
