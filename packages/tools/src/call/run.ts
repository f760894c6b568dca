import { isAppError, type Logger } from "@mcp-tools/core";
import { InputRequired } from "../client-port.ts";
import type { Stores } from "../define-tool.ts";
import { createToolContext, type ContextDeps } from "./tool-context.ts";
import { endWith, type RunningCall } from "./stage.ts";
import type { CallAnswer } from "./tool-call.ts";

export interface RunDeps extends ContextDeps {
  readonly stores: Stores;
  readonly logger: Logger;
}

/** What the tool's code came to, before it is made to fit. */
export type Run = (call: RunningCall) => Ran | Promise<Ran>;

export type Ran = CallAnswer | { readonly kind: "returned"; readonly value: unknown };

/** The tool's own code, with its time limit, the caller's cancellation, and whatever it throws turned into an answer. */
export function run(deps: RunDeps): Run {
  return (call) => {
    const { tool, request } = call;
    if (tool === undefined) return { kind: "unknown_tool" };
    if (request.signal.aborted) return endWith(call, "cancelled", "The call was cancelled.");
    const abort = new AbortController();
    call.ran = true;
    const context = createToolContext(call, tool, abort.signal, deps);
    try {
      const returned: unknown = tool.definition.run(call.input, context);
      if (!isThenable(returned)) return { kind: "returned", value: returned };
      return withLimits(call, tool.timeoutMs, abort, returned).then(
        (value): Ran => ({ kind: "returned", value }),
        (error: unknown) => toAnswer(error, call, deps.logger),
      );
    } catch (error) {
      return toAnswer(error, call, deps.logger);
    }
  };
}

/** Thrown here only: the caller, or the clock, gave the call up. */
const CANCELLED = Symbol("cancelled");
const TIMED_OUT = Symbol("timed out");

/** Stops waiting when the caller cancels or time is up, whether or not the tool listens to its signal. */
function withLimits<T>(
  call: RunningCall,
  timeoutMs: number,
  abort: AbortController,
  running: PromiseLike<T>,
): Promise<T> {
  const { signal } = call.request;
  return new Promise<T>((resolve, reject) => {
    const giveUp = (reason: unknown) => {
      release();
      reject(reason);
      abort.abort(new DOMException("The call was given up.", reason === TIMED_OUT ? "TimeoutError" : "AbortError"));
    };
    const onAbort = () => giveUp(CANCELLED);
    const timer = setTimeout(giveUp, timeoutMs, TIMED_OUT);
    const release = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    running.then(
      (value) => {
        release();
        resolve(value);
      },
      (error: unknown) => {
        release();
        reject(error);
      },
    );
  });
}

/** A promise of any make: query builders are thenables and no promises. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function toAnswer(error: unknown, call: RunningCall, logger: Logger): CallAnswer {
  if (error === CANCELLED) return endWith(call, "cancelled", "The call was cancelled.");
  if (error === TIMED_OUT) {
    const seconds = (call.tool?.timeoutMs ?? 0) / 1000;
    return endWith(
      call,
      "timeout",
      `The tool did not finish within ${seconds} s and was stopped. Ask for less at once, or try again later.`,
    );
  }
  if (error instanceof InputRequired) {
    call.outcome = "input_required";
    return { kind: "input_required", requests: error.requests };
  }
  if (isAppError(error) && error.code !== "internal") return endWith(call, "error", error.message);
  logger.error(
    {
      err: call.secrets?.mask(error) ?? error,
      tool: call.request.tool,
      callId: call.id,
      requestId: call.request.requestId,
      traceId: call.request.traceId,
      origin: "tool",
    },
    "tool failed",
  );
  return endWith(
    call,
    "error",
    `The tool failed: ${error instanceof Error && error.message !== "" ? error.message : String(error)}`,
  );
}
