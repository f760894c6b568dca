import {
  isAppError,
  maskSecrets,
  type AuditLog,
  type AuditOutcome,
  type AuditRecord,
  type Logger,
  type SchemaMask,
} from "@mcp-tools/core";
import type { Policy } from "../policy.ts";
import type { Registry } from "../registry/registry.ts";
import type { CallNotes } from "./ports.ts";
import { argumentsForRecord } from "./arguments-for-record.ts";
import { createLongCalls } from "./long-calls.ts";
import { storableText } from "./storable-text.ts";
import { type Answering, endWith, type Next, type RunningCall, type Stage } from "./stage.ts";

export interface RecordDeps {
  readonly audit: Pick<AuditLog, "record" | "isAvailable">;
  readonly logger: Logger;
  readonly notes: CallNotes | undefined;
  /** Know what a caller does not see: its secrets are masked all the same. */
  readonly registry: Pick<Registry, "tool">;
  readonly policy: Pick<Policy, "ownNames">;
  readonly onEnd: (tool: string, outcome: AuditOutcome, durationMs: number) => void;
}

const NEVER_RAN: ReadonlySet<AuditOutcome> = new Set(["refused", "pending", "input_required"]);

/**
 * One row a call, committed before the answer leaves. While rows cannot be stored nothing is run:
 * a call that nobody will know of must not happen.
 */
export function record({ audit, logger, notes, registry, policy, onEnd }: RecordDeps): Stage {
  const toRecord = (call: RunningCall, durationMs: number) => toRow(call, durationMs, maskOf(call, registry, policy));
  const long =
    notes && createLongCalls({ notes, logger, toRow: (call) => toRecord(call, Date.now() - call.startedAt) });
  return async (call, next) => {
    const started = performance.now();
    if (!audit.isAvailable()) {
      onEnd("", "refused", 0);
      return endWith(
        call,
        "refused",
        "The server cannot reach its database, so the call was not run. Try again in a few seconds.",
      );
    }
    const ended = long?.began(call);
    const answering = safely(call, next, logger);
    let answer = answering instanceof Promise ? await answering : answering;
    const durationMs = performance.now() - started;
    try {
      await audit.record(toRecord(call, durationMs));
    } catch (error) {
      logger.error(
        { err: isAppError(error) ? (error.cause ?? error) : error, tool: call.request.tool, callId: call.id },
        "call not recorded",
      );
      const ran = !NEVER_RAN.has(call.outcome);
      answer = endWith(
        call,
        "unknown",
        ran
          ? "The tool ran, but the server lost its database before the call was recorded. Check whether it took effect before calling again."
          : "The server lost its database before the call was recorded. The tool did not run. Try again in a few seconds.",
      );
    }
    ended?.();
    onEnd(call.tool === undefined ? "" : call.request.tool, call.outcome, durationMs);
    return answer;
  };
}

/** A fault outside the tool's own code, a schema that does not compile for one, is recorded and answered like any other failure. */
function safely(call: RunningCall, next: Next, logger: Logger): Answering {
  const fail = (error: unknown) => {
    logger.error({ err: error, tool: call.request.tool, callId: call.id }, "call failed");
    return endWith(call, "error", `The call failed: ${error instanceof Error ? error.message : "unknown error"}`);
  };
  try {
    const answering = next(call);
    return answering instanceof Promise ? answering.catch(fail) : answering;
  } catch (error) {
    return fail(error);
  }
}

/** Of a tool that the caller does not see, or not any more: all that its name may have meant. */
function maskOf(
  { tool, request }: RunningCall,
  registry: RecordDeps["registry"],
  policy: RecordDeps["policy"],
): SchemaMask | undefined {
  if (tool !== undefined) return tool.maskArguments;
  const masks = [request.tool, ...policy.ownNames(request.tool)].map((name) => registry.tool(name)?.maskArguments);
  return (args) => masks.reduce((masked, mask) => (mask === undefined ? masked : mask(masked)), args);
}

function toRow(call: RunningCall, durationMs: number, mask: SchemaMask | undefined): AuditRecord {
  const { request, secrets } = call;
  // Who calls may know the secret, and need not see it here.
  const received = secrets === undefined ? request.arguments : secrets.mask(request.arguments);
  return {
    id: call.id,
    kind: "call",
    action: "tools/call",
    startedAt: call.startedAt,
    principalId: request.principal.id,
    principalName: request.principal.name,
    transport: request.transport,
    protocolVersion: request.protocolVersion,
    client: request.clientName === undefined ? undefined : storableText(request.clientName),
    sessionId: request.sessionId,
    address: request.address,
    toolset: request.toolset,
    // Its own name, whatever a toolset calls it.
    tool: call.tool?.definition.name ?? storableText(request.tool.slice(0, 128)),
    subject: call.consentId,
    arguments: argumentsForRecord(received, mask),
    outcome: call.outcome,
    message: call.message === undefined ? undefined : storableText(String(maskSecrets(call.message)).slice(0, 1000)),
    durationMs: Math.round(durationMs * 1000) / 1000,
    resultBytes: call.resultBytes,
    requestId: request.requestId,
    traceId: request.traceId,
  };
}
