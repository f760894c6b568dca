/**
 * How a call ended. `error`: the tool ran and reported a failure. `refused`: it never ran
 * (unknown tool, arguments, policy). `unknown`: it started and nobody knows how it ended.
 */
export type CallOutcome = "ok" | "error" | "refused" | "cancelled" | "timeout" | "input_required" | "unknown";

export type CallTransport = "stdio" | "sse" | "http" | "cli" | "console";

export interface CallRecord {
  /** UUIDv7: sorts by time. */
  readonly id: string;
  /** Milliseconds since the epoch, when the call arrived. */
  readonly startedAt: number;
  readonly principalId: string;
  readonly transport: CallTransport;
  /** Protocol revision, e.g. `2025-11-25`; absent for calls that came through no MCP client. */
  readonly protocolVersion?: string | undefined;
  /** `name/version` of the client, as it said itself: for people, never for decisions. */
  readonly client?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly tool: string;
  /** Arguments as JSON text, secrets masked, at most `argumentBytesMax` of it. */
  readonly arguments: string;
  readonly outcome: CallOutcome;
  /** One line for `error` and `refused`: what the caller was told. */
  readonly message?: string | undefined;
  readonly durationMs: number;
  /** UTF-8 bytes of the result's content as sent. */
  readonly resultBytes: number;
  readonly requestId?: string | undefined;
  /** W3C trace id (32 hex digits) when the caller sent `traceparent`. */
  readonly traceId?: string | undefined;
}

export interface CallQuery {
  /** Newest first; continue after this id (exclusive). */
  readonly before?: string | undefined;
  readonly tool?: string | undefined;
  readonly outcome?: CallOutcome | undefined;
  readonly principalId?: string | undefined;
  /** 1–500. */
  readonly limit: number;
}

/** Calls in a bucket of time, for charts. */
export interface CallBucket {
  readonly startedAt: number;
  readonly calls: number;
  readonly failed: number;
  readonly refused: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface CallLog {
  /**
   * Resolves when the row is committed. Rows are committed in groups, as fast as the last group allows.
   * @throws AppError `unavailable` when the row could not be stored in time.
   */
  record(row: CallRecord): Promise<void>;
  /** False while storing is known to fail: a call that could not be recorded need not be run. */
  isAvailable(): boolean;
  list(query: CallQuery): Promise<CallRecord[]>;
  /** Buckets of `stepMs` from `from` (inclusive) to `to` (exclusive), epoch milliseconds; empty buckets included. */
  histogram(range: { from: number; to: number; stepMs: number }): Promise<CallBucket[]>;
  /** Resolves when everything accepted so far is committed, or rejects after `deadlineMs`. */
  flush(deadlineMs: number): Promise<void>;
  /** Rows waiting for their group. */
  readonly pending: number;
}
