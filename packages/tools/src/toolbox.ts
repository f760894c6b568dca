import type { ToolCall } from "./call/tool-call.ts";
import type { CallAnswer } from "./call/tool-call.ts";
import type { Registry } from "./registry/registry.ts";

/** The registry, and the one way to call a tool in it. */
export interface Toolbox {
  readonly registry: Registry;
  /** Never throws: whatever goes wrong becomes a tool error the caller can read. */
  callTool(call: ToolCall): Promise<CallAnswer>;
  /** Calls running now. */
  readonly inFlight: number;
  close(): Promise<void>;
}
