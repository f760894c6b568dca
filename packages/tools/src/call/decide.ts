import type { Principal } from "@mcp-tools/core";
import type { RegisteredTool } from "../registry/registry.ts";

export type Decision = { readonly effect: "allow" } | { readonly effect: "refuse"; readonly reason: string };

/** The one policy function. Arguments are absent when the question is whether the tool is visible at all. */
export type Decide = (principal: Principal, tool: RegisteredTool, args?: unknown) => Decision;

const ALLOW: Decision = Object.freeze({ effect: "allow" });

/** Everyone who got in may call everything. */
export const allowAll: Decide = () => ALLOW;
