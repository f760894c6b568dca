import type { CallAnswer, ToolCall } from "./call/tool-call.ts";
import type { Registry } from "./registry/registry.ts";

/** The registry, and the one way to call a tool in it. */
export interface Toolbox {
  /** Empty until loaded. */
  readonly registry: Registry;
  /**
   * Loads the packs, once; later calls return the same promise.
   * @throws AppError naming the pack or definition that is wrong
   */
  load(): Promise<void>;
  readonly isLoaded: boolean;
  /** Loads where needed, and then never throws: whatever goes wrong becomes a tool error the caller can read. */
  callTool(call: ToolCall): Promise<CallAnswer>;
  /** Calls running now. */
  readonly inFlight: number;
}
