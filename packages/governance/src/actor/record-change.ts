import { createId, maskSecrets, type AuditKind, type AuditLog, type AuditOutcome } from "@mcp-tools/core";
import type { Actor } from "./actor.ts";

const DETAIL_CHARACTERS_MAX = 16_384;

export interface ActorEvent {
  readonly kind: Exclude<AuditKind, "call">;
  /** `key.create`, `policy.save`, `approval.approve`, `sign_in`. */
  readonly action: string;
  /** Id of what was changed or decided about. */
  readonly subject?: string | undefined;
  readonly tool?: string | undefined;
  /** What changed; masked here. */
  readonly details?: unknown;
  readonly outcome?: AuditOutcome | undefined;
  readonly message?: string | undefined;
}

/** One audit row for what an actor did or was refused. @throws AppError `unavailable` when it cannot be stored */
export function recordChange(audit: Pick<AuditLog, "record">, actor: Actor, event: ActorEvent): Promise<void> {
  const startedAt = Date.now();
  const text = JSON.stringify(maskSecrets(event.details ?? {})) ?? "{}";
  return audit.record({
    id: createId(startedAt),
    kind: event.kind,
    action: event.action,
    startedAt,
    principalId: actor.principal.id,
    principalName: actor.principal.name,
    transport: actor.transport,
    address: actor.address,
    tool: event.tool ?? "",
    subject: event.subject,
    arguments: text.length <= DETAIL_CHARACTERS_MAX ? text : `${text.slice(0, DETAIL_CHARACTERS_MAX)}…`,
    outcome: event.outcome ?? "ok",
    message: event.message,
    durationMs: 0,
    resultBytes: 0,
    requestId: actor.requestId,
  });
}
