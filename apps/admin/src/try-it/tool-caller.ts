import type { Actor } from "@mcp-tools/governance";
import type { CallProgress, CallToolResult } from "../contract/try-it.ts";

export interface ConsoleCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly toolset?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Ends the call when whoever asked has gone. */
  readonly signal: AbortSignal;
  /** Whether whoever asked may still call tools: they may have been removed while the call waited for approval. */
  readonly stillHolds: () => Promise<boolean>;
  /** Absent where nobody watches. */
  readonly progress?: ((progress: CallProgress) => void) | undefined;
}

/** Calls tools for somebody at the console, the way every client's call goes. */
export interface ToolCaller {
  /**
   * A failure of the tool, or a call that policy refused, is a result with `isError`.
   * @throws AppError `not_found` for what this principal does not see, `conflict` where the tool asks its client something
   */
  call(actor: Actor, call: ConsoleCall): Promise<CallToolResult>;
}
