import type { Read, ReadRequest } from "./call/record-read.ts";
import type { CallAnswer, ToolCall } from "./call/tool-call.ts";
import type { Principal } from "@mcp-tools/core";
import type { Catalogue, Policy } from "./policy.ts";
import type { Registry } from "./registry/registry.ts";

/** The registry, and the one way to call a tool in it. */
export interface Toolbox {
  /** Empty until loaded. */
  readonly registry: Registry;
  readonly policy: Policy;
  /** What this principal sees, at its toolset's endpoint or at the plain one. Empty where there is no such toolset. */
  catalogue(principal: Principal, toolset?: string): Catalogue;
  /**
   * Loads the packs and the policy, once; later calls return the same promise.
   * @throws AppError naming the pack or definition that is wrong
   */
  load(): Promise<void>;
  readonly isLoaded: boolean;
  /** Loads where needed, and then never throws: whatever goes wrong becomes a tool error the caller can read. */
  callTool(call: ToolCall): Promise<CallAnswer>;
  /**
   * Reads a resource or a prompt, and records that. Rejects with what `read` rejected with or refused.
   * @throws AppError `unavailable` when it cannot be recorded: then nothing was read, or nothing is told
   */
  recordRead<T>(request: ReadRequest, read: Read<T>): Promise<T>;
  /** Calls and readings running now. */
  readonly inFlight: number;
}
