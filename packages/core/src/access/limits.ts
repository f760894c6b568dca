/** Upper bounds on calls; an absent one bounds nothing. */
export interface Limits {
  readonly callsPerMinute?: number | undefined;
  /** A day of UTC. */
  readonly callsPerDay?: number | undefined;
  /** Calls running at the same time. */
  readonly inFlight?: number | undefined;
}

/** How much of a result is sent; the rest is kept as a resource for an hour. */
export interface OutputBudget {
  /** UTF-8 bytes. */
  readonly bytes?: number | undefined;
  /** As estimated: four bytes of Latin text, or one character of Chinese, make about one. */
  readonly tokens?: number | undefined;
}

/** Limits of one thing that calls count against. */
export interface LimitClaim {
  /** `principal:<id>`, `tool:<name>`. */
  readonly subject: string;
  readonly limits: Limits;
}

export type LimitAnswer =
  /** `release` ends the call for the limit on calls in flight; calling it twice changes nothing. */
  | { readonly ok: true; release(): void }
  | {
      readonly ok: false;
      readonly subject: string;
      readonly limit: keyof Limits;
      readonly max: number;
      readonly retryAfterMs: number;
    };

/** Counts calls, in this process or for all replicas. */
export interface Limiter {
  readonly kind: "memory" | "redis";
  /** Counts one call against every claim, or against none when one of them is used up. Never rejects. */
  acquire(claims: readonly LimitClaim[]): LimitAnswer | Promise<LimitAnswer>;
  close(): Promise<void>;
}
