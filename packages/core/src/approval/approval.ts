import type { AuditTransport } from "../audit/audit-log.ts";

/**
 * `waiting → approved → used`, `waiting → refused`, `waiting → expired`, `approved → expired`.
 * `used` without an outcome whose process is gone is `unknown`. `used → approved` only where the run did nothing but ask
 * its client, and starts again with the answer.
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
  /** As shown when it asked; undefined where that approval is not kept any more. */
  readonly principalName?: string | undefined;
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

/** What asking for an approval came to. */
export interface OpenedApproval {
  readonly approval: Approval;
  /** Open ones of the same arguments that ended with it: another policy, another schema, or out of time. */
  readonly expired: readonly Approval[];
}

/** How many wait, and what tells one such set from another. */
export interface WaitingApprovals {
  readonly count: number;
  readonly oldestAt: number | undefined;
  /** The greatest of their ids: of those that came last. */
  readonly newestId: string | undefined;
}

/** How many calls of one tool wait; at least one does. */
export interface WaitingOfTool {
  readonly tool: string;
  readonly count: number;
  readonly oldestAt: number;
  readonly newestId: string;
}

/** What a decision came to. */
export interface DecidedApproval {
  readonly approval: Approval;
  /** Others that waited, and are approved by the same decision. */
  readonly covered: readonly Approval[];
}

/** An open approval that is out of time counts as expired from that moment on, whoever looks, swept or not. */
export interface ApprovalStore {
  /**
   * The open (waiting or approved) approval of the same subject and policy version, or a new one from `ask`; open ones
   * of an older version, another schema or another person behind the principal expire. Of a newer version: a process that knows more asked for it, so it is
   * that one. One statement's worth of truth: two callers get the same row. Repeating it changes nothing.
   * @throws AppError `rate_limited` when too many calls of the principal wait already
   */
  open(ask: Omit<Approval, "state" | "createdAt" | "expiresAt"> & { expireMs: number }): Promise<OpenedApproval>;
  get(id: string): Promise<Approval | undefined>;
  /** Those whose id begins so, at most two: one is it, two are too few characters. */
  findByPrefix(prefix: string): Promise<Approval[]>;
  /** Those of them that still wait, for whoever waits for many. */
  stillWaiting(ids: readonly string[]): Promise<string[]>;
  /** Newest first, or with `waiting` the oldest first; continue after an id. */
  list(query: ApprovalQuery): Promise<Approval[]>;
  /** Of each tool of which a call waits, in no order. */
  countWaiting(): Promise<WaitingOfTool[]>;
  /**
   * Decides a waiting approval; leaves a grant where the scope is wider than once, and approves with it what waits and
   * is covered by that grant, but no call of the person who decides. An approved one can be used for as long as there was
   * to decide it, and one for some minutes no longer than those.
   * @throws AppError `not_found`; `conflict` when it is not waiting any more, with the approval as it is in `detail`
   */
  decide(decision: {
    id: string;
    state: "approved" | "refused";
    decidedBy: string;
    /** The person behind `decidedBy`, where it is not that person. */
    personId?: string | undefined;
    reason?: string | undefined;
    scope?: ApprovalScope | undefined;
  }): Promise<DecidedApproval>;
  /**
   * Turns an approved one that has not expired into `used`, for one caller only; undefined for everyone else, and where
   * a newer policy is stored, whether or not this process knows of it. The same call may repeat it.
   */
  use(claim: { id: string; callId: string; processId: string; policyVersion: number }): Promise<Approval | undefined>;
  /** Notes that the call which used it, and no other, is over; from then on it is not `unknown`, even where its process was thought to be gone. */
  settle(id: string, callId: string): Promise<void>;
  /** The call which used it asked its client and did nothing else: it is approved again, for that call's next run. */
  giveBack(id: string, callId: string): Promise<void>;
  /**
   * The grant that covers the subject now. Of `personId`, who is behind the principal by now, neither their own grants count
   * nor those of their tokens: they may have been given before the principal was theirs.
   */
  findGrant(subject: ApprovalSubject, personId?: string): Promise<ApprovalGrant | undefined>;
  /** Those that hold now, newest first, at most 1,000. */
  listGrants(): Promise<ApprovalGrant[]>;
  /**
   * With what is left of the approval that made it, and of those that were approved with it: one in use is not there
   * for another run. @throws AppError `not_found`
   */
  revokeGrant(id: string): Promise<ApprovalGrant>;
  /**
   * Expires what is due, and turns used ones of processes that are gone into `unknown`: those that have not reported
   * for `processDeadMs`. A use younger than that is alive, whatever is known of its process. Returns what changed.
   */
  sweep(processDeadMs: number): Promise<Approval[]>;
}

export interface ApprovalQuery {
  readonly state?: ApprovalState | undefined;
  readonly principalId?: string | undefined;
  readonly tool?: string | undefined;
  /** Of these tools only. */
  readonly tools?: readonly string[] | undefined;
  /** Continue after the approval with this id, in the order of the list. */
  readonly before?: string | undefined;
  /** 1–500. */
  readonly limit: number;
}
