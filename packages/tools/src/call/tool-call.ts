import type { AuditTransport, Principal } from "@mcp-tools/core";
import type { ClientPort, ClientRequest } from "../client-port.ts";
import type { ToolResult } from "../content.ts";

/** One call, as every entry hands it in. */
export interface ToolCall {
  readonly tool: string;
  /** As received; validated on the way. */
  readonly arguments: unknown;
  readonly principal: Principal;
  readonly transport: AuditTransport;
  readonly client: ClientPort;
  readonly signal: AbortSignal;
  /** Whether what the caller came in with still holds, where the policy cannot tell: asked before a call runs that a human consented to. */
  readonly stillHolds?: (() => Promise<boolean>) | undefined;
  /** Absent when the caller did not ask for progress. */
  readonly progress?: ((done: number, total?: number, message?: string) => void) | undefined;
  readonly protocolVersion?: string | undefined;
  /** `name/version`, as the client says. */
  readonly clientName?: string | undefined;
  readonly sessionId?: string | undefined;
  /** The toolset of the endpoint that the call came through. */
  readonly toolset?: string | undefined;
  /** `_meta["mcp-tools/idempotency-key"]`: the same key of the same principal and tool runs once. */
  readonly idempotencyKey?: string | undefined;
  /** Network address of the caller. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  /** `_meta` as received: it may say which trace the call belongs to. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What comes back: a result (a failure is one too, with `isError`), questions that a 2026-07-28
 * client has to answer first, or the news that there is no such tool for this principal.
 */
export type CallAnswer =
  | { readonly kind: "result"; readonly result: ToolResult }
  | { readonly kind: "input_required"; readonly requests: Readonly<Record<string, ClientRequest>> }
  /** `scopes`: those of a token with which there would be one (`Policy.missingScopes`). */
  | { readonly kind: "unknown_tool"; readonly scopes?: readonly string[] | undefined };
