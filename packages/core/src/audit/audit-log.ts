/**
 * How it ended. `error`: the tool ran and reported a failure. `refused`: it never ran
 * (unknown tool, arguments, policy). `pending`: it never ran, as nobody had decided when it was
 * answered. `unknown`: it started and nobody knows how it ended.
 */
export type AuditOutcome =
  | "ok"
  | "error"
  | "refused"
  | "pending"
  | "cancelled"
  | "timeout"
  | "input_required"
  | "unknown";

export type AuditTransport = "stdio" | "sse" | "http" | "cli" | "console" | "system";

/** `call`: a tool, resource or prompt was asked for. `approval`: somebody decided. `change`: configuration. `access`: sign-ins and refused credentials. */
export type AuditKind = "call" | "approval" | "change" | "access";

export interface AuditRecord {
  /** UUIDv7: sorts by time. */
  readonly id: string;
  readonly kind: AuditKind;
  /** What was done: `tools/call`, `resources/read`, `approval.approve`, `key.revoke`, `sign_in`. */
  readonly action: string;
  /** Milliseconds since the epoch, when it arrived. */
  readonly startedAt: number;
  readonly principalId: string;
  /** As shown at that time: a key can be renamed. */
  readonly principalName: string;
  readonly transport: AuditTransport;
  /** Protocol revision, e.g. `2025-11-25`; absent for what came through no MCP client. */
  readonly protocolVersion?: string | undefined;
  /** `name/version` of the client, as it said itself: for people, never for decisions. */
  readonly client?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Network address of the caller, where there is one. */
  readonly address?: string | undefined;
  readonly toolset?: string | undefined;
  /** The tool's own name, the resource's URI, the prompt's name; the empty string where there is none. */
  readonly tool: string;
  /** Id of what was decided about or changed: an approval, a key, a policy version. */
  readonly subject?: string | undefined;
  /** Arguments, or what was changed, as JSON text, secrets masked, at most 16,384 characters of it. */
  readonly arguments: string;
  readonly outcome: AuditOutcome;
  /** One line for `error` and `refused`: what the caller was told. */
  readonly message?: string | undefined;
  readonly durationMs: number;
  /** UTF-8 bytes of the result's content as sent. */
  readonly resultBytes: number;
  readonly requestId?: string | undefined;
  /** W3C trace id (32 hex digits) when the caller sent `traceparent`. */
  readonly traceId?: string | undefined;
}

export interface AuditFilter {
  /** Epoch milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** Epoch milliseconds, exclusive. */
  readonly to?: number | undefined;
  readonly kinds?: readonly AuditKind[] | undefined;
  readonly outcomes?: readonly AuditOutcome[] | undefined;
  readonly transports?: readonly AuditTransport[] | undefined;
  readonly tool?: string | undefined;
  readonly principalId?: string | undefined;
  readonly subject?: string | undefined;
  /** Words that must all occur in the arguments or the message; the last may be the beginning of one. */
  readonly text?: string | undefined;
}

export interface AuditQuery extends AuditFilter {
  /** Newest first; continue after this id (exclusive). */
  readonly before?: string | undefined;
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

/** What checking the chain of hashes found. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly rows: number;
  readonly blocks: number;
  /** At most 100, the oldest first. */
  readonly problems: readonly string[];
  /** Blocks that no other leads on from: a later check must find them again. */
  readonly heads: readonly AuditHead[];
}

/** The end of a chain of blocks. */
export interface AuditHead {
  readonly writer: string;
  readonly seq: number;
  /** Of the block, across all chains. */
  readonly number: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** Makes what is in the rows searchable, apart from recording them. */
export interface AuditIndexer {
  /**
   * Indexes the next few thousand rows where as many are waiting; rows that are not indexed yet are found all the same, by
   * looking at each. `isBehind`: there may be more to do at once.
   */
  advance(): Promise<{ readonly rows: number; readonly isBehind: boolean }>;
}

export interface AuditLog {
  /**
   * Resolves when the row is committed. Rows are committed in groups, as fast as the last group allows.
   * @throws AppError `unavailable` when the row could not be stored in time.
   */
  record(row: AuditRecord): Promise<void>;
  /** False while storing is known to fail: a call that could not be recorded need not be run. */
  isAvailable(): boolean;
  list(query: AuditQuery): Promise<AuditRecord[]>;
  get(id: string): Promise<AuditRecord | undefined>;
  /** All rows of the filter in pages, newest first, as the reader takes them: for export. */
  pages(filter: AuditFilter): AsyncIterable<readonly AuditRecord[]>;
  /** Buckets of `stepMs` from `from` (inclusive) to `to` (exclusive), epoch milliseconds; empty buckets included. Calls only. */
  histogram(range: { from: number; to: number; stepMs: number }): Promise<CallBucket[]>;
  /** Recomputes all hashes. `heads` of an earlier check must still be there, unless retention has taken them. */
  verify(options?: {
    heads?: readonly AuditHead[] | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<AuditVerdict>;
  /** Makes the partitions of the coming weeks and drops those older than what is kept. */
  maintain(retentionDays: number): Promise<{ made: readonly string[]; dropped: readonly string[] }>;
  /** Resolves when everything accepted so far is committed, or rejects after `deadlineMs`. */
  flush(deadlineMs: number): Promise<void>;
  /** Rows waiting for their group. */
  readonly pending: number;
}
