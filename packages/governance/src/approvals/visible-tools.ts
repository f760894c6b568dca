import type { Actor } from "../actor/actor.ts";
import { can } from "../actor/permissions.ts";
import type { LivePolicy } from "../policy/create-policy.ts";

/**
 * The tools, by their own names, that are there for the actor at some endpoint; undefined: all, also those that are there
 * for nobody. Whoever reads the audit finds every call there, so that from them nothing is kept; and somebody has to decide
 * about what was switched off, or is there for programs alone. Before the policy was read: none.
 */
export function visibleTools(
  policy: Pick<LivePolicy, "catalogue" | "document">,
  { role, principal }: Actor,
): ReadonlySet<string> | undefined {
  if (can(role, "audit.read")) return undefined;
  const endpoints = [undefined, ...policy.document.toolsets.map(({ name }) => name)];
  const tools = endpoints.flatMap((toolset) => policy.catalogue(principal, toolset)?.tools() ?? []);
  return new Set(tools.map(({ definition }) => definition.name));
}
