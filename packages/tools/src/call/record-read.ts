import {
  AppError,
  createId,
  isAppError,
  maskSecrets,
  type AuditLog,
  type AuditOutcome,
  type AuditRecord,
  type Logger,
} from "@mcp-tools/core";
import { InputRequired } from "../client-port.ts";
import type { Policy } from "../policy.ts";
import { argumentsForRecord } from "./arguments-for-record.ts";
import { storableText } from "./storable-text.ts";
import type { ToolCall } from "./tool-call.ts";

/** One reading of a resource, or getting of a prompt, as every transport hands it in. */
export interface ReadRequest extends Omit<ToolCall, "tool" | "arguments" | "client" | "progress" | "idempotencyKey"> {
  readonly action: "resources/read" | "prompts/get";
  /** The resource's URI, the prompt's name. */
  readonly target: string;
  readonly arguments?: unknown;
}

export type ReadAnswer<T> =
  /** `bytes`: of the content, as sent. */
  | { readonly kind: "read"; readonly value: T; readonly bytes: number }
  /** There is no such thing for this principal, or it was asked for wrongly. The error is thrown on. */
  | { readonly kind: "refused"; readonly error: Error };

/** `signal` aborts when the caller cancels or time is up. */
export type Read<T> = (signal: AbortSignal) => Promise<ReadAnswer<T>>;

export interface RecordReadDeps {
  readonly audit: Pick<AuditLog, "record" | "isAvailable">;
  readonly logger: Logger;
  readonly policy: Pick<Policy, "current">;
  readonly timeoutMs: number;
}

interface Ending<T> {
  readonly outcome: AuditOutcome;
  readonly message?: string;
  readonly bytes: number;
  /** What the caller gets once the row is there. */
  settle(): T;
}

/** An index row of PostgreSQL holds no more than this in every alphabet. */
const TARGET_CHARACTERS_MAX = 512;

/**
 * The small sibling of `callTool`: one row a reading, committed before the answer leaves, and nothing read while rows
 * cannot be stored. Rejects with whatever the reading came to when that is no value, and with AppError `unavailable`
 * where the row is missing.
 */
export function createRecordRead(deps: RecordReadDeps): <T>(request: ReadRequest, read: Read<T>) => Promise<T> {
  return async (request, read) => {
    const startedAt = Date.now();
    const started = performance.now();
    if (!deps.audit.isAvailable())
      throw new AppError(
        "unavailable",
        "The server cannot reach its database, so nothing was read. Try again in a few seconds.",
      );
    const ending =
      deps.policy.current(request.principal) === undefined
        ? refuse(new AppError("unauthorized", "This credential is not valid any more."))
        : await run(request, read, deps.timeoutMs);
    const row = toRow(request, ending, { startedAt, durationMs: performance.now() - started });
    try {
      await deps.audit.record(row);
    } catch (error) {
      deps.logger.error(
        { err: isAppError(error) ? (error.cause ?? error) : error, target: row.tool, callId: row.id },
        "read not recorded",
      );
      throw new AppError(
        "unavailable",
        "The server lost its database before this reading was recorded, so what was read is not sent. Try again in a few seconds.",
        { cause: error },
      );
    }
    return ending.settle();
  };
}

async function run<T>(request: ReadRequest, read: Read<T>, timeoutMs: number): Promise<Ending<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([request.signal, timeout]);
  try {
    const answer = await untilAborted(signal, read(signal));
    if (answer.kind === "refused") return refuse(answer.error);
    return { outcome: "ok", bytes: answer.bytes, settle: () => answer.value };
  } catch (error) {
    const settle = () => {
      throw error;
    };
    if (error instanceof InputRequired) return { outcome: "input_required", bytes: 0, settle };
    if (request.signal.aborted)
      return { outcome: "cancelled", message: "The reading was cancelled.", bytes: 0, settle };
    if (timeout.aborted) return timedOut(timeoutMs);
    return { outcome: "error", message: messageOf(error), bytes: 0, settle };
  }
}

/** Stops waiting, whether or not the reading listens to its signal. */
function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new AppError("cancelled", "The reading was given up."));
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

function refuse(error: Error): Ending<never> {
  const settle = () => {
    throw error;
  };
  return { outcome: "refused", message: error.message, bytes: 0, settle };
}

function timedOut(timeoutMs: number): Ending<never> {
  const message = `It could not be read within ${timeoutMs / 1000} s. Try again later.`;
  const settle = () => {
    throw new AppError("timeout", message);
  };
  return { outcome: "timeout", message, bytes: 0, settle };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toRow(
  { action, target, principal, arguments: args, ...about }: ReadRequest,
  { outcome, message, bytes }: Ending<unknown>,
  { startedAt, durationMs }: { startedAt: number; durationMs: number },
): AuditRecord {
  return {
    id: createId(startedAt),
    kind: "call",
    action,
    startedAt,
    principalId: principal.id,
    principalName: principal.name,
    transport: about.transport,
    protocolVersion: about.protocolVersion,
    client: about.clientName === undefined ? undefined : storableText(about.clientName),
    sessionId: about.sessionId,
    address: about.address,
    toolset: about.toolset,
    tool: storableText(String(maskSecrets(target)).slice(0, TARGET_CHARACTERS_MAX)),
    arguments: argumentsForRecord(args),
    outcome,
    message: message === undefined ? undefined : storableText(String(maskSecrets(message)).slice(0, 1000)),
    durationMs: Math.round(durationMs * 1000) / 1000,
    resultBytes: bytes,
    requestId: about.requestId,
    traceId: about.traceId,
  };
}
