import { accessKinds, type Access, type Principal } from "@mcp-tools/core";
import type { Policy } from "./policy.ts";

/** The OAuth scope that stands for a kind of access: `tools:read`. */
export const scopeOf = (access: Access): string => `tools:${access}`;

/**
 * Answers `Policy.missingScopes` from the catalogue alone: a tool that is there once the token's access is left aside
 * lacks nothing but scopes. Everything else that hides it (toolsets, rules, the owner's switch) still does. The catalogue
 * has to look at the grant it is given, and not to know its principals by id.
 */
export function createMissingScopes(catalogue: Policy["catalogue"]): Policy["missingScopes"] {
  /** One for each principal, so that what a catalogue keeps for a principal is kept for it too. */
  const widened = new WeakMap<Principal, Principal>();

  function widen(principal: Principal): Principal {
    const known = widened.get(principal);
    if (known !== undefined) return known;
    const wide = { ...principal, grant: { ...principal.grant, access: undefined } };
    widened.set(principal, wide);
    return wide;
  }

  return (principal, name, toolset) => {
    const granted = principal.grant?.access;
    if (principal.kind !== "oauth" || granted === undefined) return undefined;
    const tool = catalogue(widen(principal), toolset)?.tool(name);
    if (tool === undefined || granted.includes(tool.access)) return undefined;
    // With those it has: a client that asks for the missing one alone would lose the others (authorization, step-up).
    return accessKinds.filter((access) => access === tool.access || granted.includes(access)).map(scopeOf);
  };
}
