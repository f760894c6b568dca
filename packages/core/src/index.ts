export { AppError, isAppError, isSettingError, type ErrorCode } from "./errors.ts";
export { andThen } from "./and-then.ts";
export { createRefresher } from "./create-refresher.ts";
export { maskSecrets } from "./mask-secrets.ts";
export { createSchemaMask, type SchemaMask } from "./schema-mask/create-schema-mask.ts";
export { localPrincipal, operatorPrincipal, type Principal, type PrincipalKind } from "./access/principal.ts";
export { accessKinds, type Access, type Grant } from "./access/grant.ts";
export type { LimitAnswer, LimitClaim, Limiter, Limits, OutputBudget } from "./access/limits.ts";
export type { ApiKey, ApiKeySecret, ApiKeyStore } from "./access/api-key.ts";
export type {
  ArgumentMatch,
  Effect,
  PolicyDocument,
  PolicyStore,
  PolicyVersion,
  Rule,
  RuleMatch,
  Toolset,
  ToolSettings,
  ToolsetTool,
} from "./access/policy-document.ts";
export type { Change, ChangeFeed } from "./access/change-feed.ts";
export type { CredentialStore, SealedSecret, StoredCredential } from "./access/credential-store.ts";
export type {
  Approval,
  ApprovalGrant,
  ApprovalQuery,
  ApprovalScope,
  ApprovalState,
  ApprovalStore,
  ApprovalSubject,
  DecidedApproval,
  OpenedApproval,
  WaitingApprovals,
  WaitingOfTool,
} from "./approval/approval.ts";
export type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore, LostCall } from "./approval/idempotency-store.ts";
export type { KeptResult, ResultStore } from "./approval/result-store.ts";
export type {
  AuditFilter,
  AuditHead,
  AuditIndexer,
  AuditKind,
  AuditLog,
  AuditOutcome,
  AuditQuery,
  AuditRecord,
  AuditTransport,
  AuditVerdict,
  CallBucket,
} from "./audit/audit-log.ts";
export type { RunningCallStore } from "./audit/running-call-store.ts";
export type { DirectHttpRequest, HttpRequest, HttpResponse } from "./http-exchange.ts";
export { createId } from "./ids.ts";
export { createLinkedList, type LinkedList } from "./linked-list.ts";
export { silentLogger, type Logger } from "./logger.ts";
export { isChange, type Bus, type BusEvent, type ChangeEvent } from "./bus.ts";
export type { Peers } from "./peers.ts";
export type { Entity, KnowledgeGraph, MemoryStore, ObservationsAdded, Relation } from "./memory-store.ts";
export type { OpenSession, SessionTarget } from "./open-session.ts";
export type { ProcessReport, ProcessStore, ReportedSession } from "./process-store.ts";
export type { ReadinessCheck } from "./health.ts";
export type { SessionRecord, SessionStore } from "./session-store.ts";
export type { StreamClaim, StreamEnds, StreamEvent, StreamLog, StreamWill } from "./stream-log.ts";
export { rememberLast } from "./remember-last.ts";
export { estimateTokens, tokenQuarters } from "./estimate-tokens.ts";
export type { DerivedKey, DerivedKeys } from "./access/derived-keys.ts";
export type {
  ApiToken,
  ApiTokenStore,
  AttemptRule,
  AttemptStore,
  EndedWithMaker,
  Invitation,
  InvitationStore,
  NewPerson,
  PeopleDatabase,
  PeopleStore,
  PeopleTables,
  Person,
  PersonChange,
  PersonSession,
} from "./access/people-store.ts";
export type { ActiveSpan, RequestSpan, SpanAttributes, SpanOptions, TraceParent, Tracing } from "./tracing.ts";
export { withDeadline } from "./with-deadline.ts";
