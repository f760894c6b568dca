import type { ChangeEvent } from "@mcp-tools/core";
import type { Toolbox } from "@mcp-tools/tools";

/** Tells of lists that may look different from now on, because of what is registered or of who may see it. Returns the release. */
export function onListChange(toolbox: Toolbox, tell: (event: ChangeEvent) => void): () => void {
  const releases = [
    toolbox.registry.onChange((kind) => {
      // Loading the packs at first use is no change.
      if (toolbox.isLoaded) tell({ kind: `${kind}_changed` });
    }),
    toolbox.policy.onChange(() => {
      if (!toolbox.isLoaded) return;
      for (const kind of ["tools", "resources", "prompts"] as const) tell({ kind: `${kind}_changed` });
    }),
  ];
  return () => {
    for (const release of releases) release();
  };
}
