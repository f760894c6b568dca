import type { AuditTransport } from "../audit/audit-log.ts";

/**
 * `waiting → approved → used`, `waiting → refused`, `waiting → expired`, `approved → expired`.
 * `used` without an outcome whose process is gone is `unknown`.
 */
export type ApprovalState = "waiting" | "approved" | "refused" | "expired" | "used" | "unknown";

/** What a decision covers: this one call, every call of the tool for a while, or these very arguments for good. */
export type ApprovalScope =
  | { readonly kind: "once" }
  | { readonly kind: "minutes"; readonly minutes: number }
  | { readonly kind: "always" };

/** A call that waits, or waited, for a human. Times are milliseconds since the epoch, by the database's clock. */
export interface Approval {
  readonly id: string;
  readonly state: ApprovalState;
  readonly principalId: string;
  readonly principalName: string;
  /** The person behind the principal; see `Principal.personId`. */
  readonly personId?: string | undefined;
  /** The tool's own name. */
  readonly tool: string;
  /** Digest of what the tool declares: another schema is another question. */
  readonly toolDigest: string;
  readonly toolset?: string | undefined;
  /** As JSON text, secrets masked: for people. */
  readonly arguments: string;
  /** SHA-256 of the canonical arguments (RFC 8785), base64url: what is decided about. */
  readonly argumentsDigest: string;
  readonly policyVersion: number;
  /** The rule that asked; undefined: the default for the tool's access. */
  readonly ruleId?: string | undefined;
  /** Why it is asked. */
  readonly reason: string;
  readonly transport: AuditTransport;
  readonly client?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decidedAt?: number | undefined;
  readonly decidedBy?: string | undefined;
  readonly decisionReason?: string | undefined;
  readonly scope?: ApprovalScope | undefined;
  readonly usedAt?: number | undefined;
  /** Id of the call that used it, as in the audit. */
  readonly callId?: string | undefined;
  /** The process that runs it, or ran it. */
  readonly processId?: string | undefined;
}

/** A standing consent that an approval left behind. */
export interface ApprovalGrant {
  readonly id: string;
  readonly approvalId: string;
  readonly principalId: string;
  readonly tool: string;
  readonly toolDigest: string;
  /** Undefined: any arguments. */
  readonly argumentsDigest?: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Undefined: until it is taken back. */
  readonly expiresAt?: number | undefined;
  readonly revokedAt?: number | undefined;
}

/** What makes two questions the same. */
export interface ApprovalSubject {
  readonly principalId: string;
  readonly tool: string;
  readonly toolDigest: string;
  readonly argumentsDigest: string;
}

export interface ApprovalStore {
  /**
   * The open (waiting or approved) approval of the same subject and policy version, or a new one from `ask`; open ones
   * of another version or schema expire. One statement's worth of truth: two callers get the same row.
   */
  open(ask: Omit<Approval, "state" | "createdAt" | "expiresAt"> & { expireMs: number }): Promise<Approval>;
  get(id: string): Promise<Approval | undefined>;
  /** Several at once, for whoever waits for many. */
  getMany(ids: readonly string[]): Promise<Approval[]>;
  /** Newest first, or with `waiting` the oldest first; continue after an id. */
  list(query: ApprovalQuery): Promise<Approval[]>;
  countWaiting(): Promise<{ count: number; oldestAt: number | undefined }>;
  /**
   * Decides a waiting approval; leaves a grant where the scope is wider than once.
   * @throws AppError `not_found`; `conflict` when it is not waiting any more, with the state in `detail`
   */
  decide(decision: {
    id: string;
    state: "approved" | "refused";
    decidedBy: string;
    reason?: string | undefined;
    scope?: ApprovalScope | undefined;
  }): Promise<Approval>;
  /** Turns an approved one that has not expired into `used`, for one caller only; undefined for everyone else. */
  use(claim: { id: string; callId: string; processId: string; policyVersion: number }): Promise<Approval | undefined>;
  /** Notes that the call which used it is over; from then on it can no longer become `unknown`. */
  settle(id: string): Promise<void>;
  /** The grant that covers the subject now. */
  findGrant(subject: ApprovalSubject): Promise<ApprovalGrant | undefined>;
  listGrants(): Promise<ApprovalGrant[]>;
  /** @throws AppError `not_found` */
  revokeGrant(id: string): Promise<ApprovalGrant>;
  /** Expires what is due, and turns used ones of processes that are gone into `unknown`. Returns what changed. */
  sweep(processDeadMs: number): Promise<Approval[]>;
}

export interface ApprovalQuery {
  readonly state?: ApprovalState | undefined;
  readonly principalId?: string | undefined;
  readonly tool?: string | undefined;
  readonly before?: string | undefined;
  /** 1–500. */
  readonly limit: number;
}
