import type { AuditOutcome } from "@mcp-tools/core";
import type { Decision } from "../policy.ts";
import type { RegisteredTool } from "../registry/registry.ts";
import type { ToolResult } from "../content.ts";
import type { Mask } from "./credentials/create-secret-mask.ts";
import type { CallAnswer, ToolCall } from "./tool-call.ts";

/** A call on its way through the stages; each writes what it learned. */
export interface RunningCall {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly request: ToolCall;
  tool: RegisteredTool | undefined;
  /** The arguments as validated. */
  input: unknown;
  /** What the policy said of this very call: `allow`, or `ask`. */
  decision: Decision | undefined;
  /** Of a tool that declared credentials: what it was given, and how to keep it from leaving. */
  secrets: { readonly values: Readonly<Record<string, string>>; readonly mask: Mask } | undefined;
  /** Id of the approval or standing consent that it waited for or ran with. */
  consentId: string | undefined;
  /** Whether the tool's code was started. */
  ran: boolean;
  outcome: AuditOutcome;
  /** What the caller was told, for a call that did not go well. */
  message: string | undefined;
  /** UTF-8 bytes of the result. */
  resultBytes: number;
}

/** A promise only where something has to be waited for. */
export type Answering = CallAnswer | Promise<CallAnswer>;

export type Next = (call: RunningCall) => Answering;

/** One step of a call. It may answer itself instead of going on. */
export type Stage = (call: RunningCall, next: Next) => Answering;

/** Ends the call with a tool error that a model can act on. */
export function endWith(
  call: RunningCall,
  outcome: AuditOutcome,
  message: string,
  meta?: ToolResult["_meta"],
): CallAnswer {
  call.outcome = outcome;
  call.message = message;
  call.resultBytes = Buffer.byteLength(message);
  const result = { content: [{ type: "text", text: message }], isError: true } as const;
  return { kind: "result", result: meta === undefined ? result : { ...result, _meta: meta } };
}
