import { keyStates, type KeyState } from "./key-states.ts";
import type { Access } from "../../../../src/contract/tool.ts";

export interface KeysSearch {
  readonly q?: string;
  readonly state?: KeyState;
  readonly toolset?: string;
  readonly access?: Access;
}

export function readKeysSearch({ q, state, toolset, access }: Record<string, unknown>): KeysSearch {
  const known = keyStates.find((one) => one === state);
  // The router reads `?q=12` as a number.
  const words = typeof q === "number" ? String(q) : q;
  return {
    ...(typeof words === "string" && words !== "" ? { q: words } : {}),
    ...(known === undefined ? {} : { state: known }),
    ...(typeof toolset === "string" && /^[a-z0-9-]{1,64}$/.test(toolset) ? { toolset } : {}),
    ...(access === "read" || access === "write" || access === "destructive" ? { access } : {}),
  };
}
