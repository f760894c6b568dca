import type { ChangeEvent, Principal } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";
import { seesResource } from "./sees-resource.ts";

/** Whether a client must not be told of this change: of a resource that it cannot see. */
export function isHidden(
  { catalogue }: Pick<Toolbox, "catalogue">,
  event: ChangeEvent,
  { principal, toolset }: { readonly principal: Principal; readonly toolset?: string | undefined },
): boolean {
  return event.kind === "resource_updated" && !seesResource(catalogue(principal, toolset), event.uri);
}
