import type { CallLog, CallOutcome, Logger } from "@mcp-tools/core";
import { createCallTool } from "./call/call-tool.ts";
import { allowAll, type Decide } from "./call/decide.ts";
import type { Pack, RequestContext, Stores } from "./define-tool.ts";
import { createRegistry } from "./registry/create-registry.ts";
import type { Toolbox } from "./toolbox.ts";

export interface ToolboxDeps {
  readonly stores: Stores;
  readonly calls: Pick<CallLog, "record" | "isAvailable">;
  readonly logger: Logger;
  readonly announce: RequestContext["announce"];
  readonly onCallEnd: (tool: string, outcome: CallOutcome, durationMs: number) => void;
  readonly timeoutMs: number;
  readonly resultBytesMax: number;
  /** Loads the packs; called once, at first use, so that a process that is never asked for tools loads none. */
  readonly loadPacks: () => Promise<readonly Pack[]>;
  readonly decide?: Decide;
}

/** A registry with its call path. */
export function createToolbox(deps: ToolboxDeps): Toolbox {
  const registry = createRegistry({ timeoutMs: deps.timeoutMs });
  let inFlight = 0;
  let loading: Promise<void> | undefined;
  let loaded = false;

  const callTool = createCallTool({ ...deps, registry, decide: deps.decide ?? allowAll, onEnd: deps.onCallEnd });

  async function loadAll(): Promise<void> {
    for (const pack of await deps.loadPacks()) registry.setPack(pack);
    loaded = true;
  }

  function load(): Promise<void> {
    loading ??= loadAll().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    registry,
    get inFlight() {
      return inFlight;
    },
    get isLoaded() {
      return loaded;
    },
    load,
    async callTool(call) {
      inFlight += 1;
      try {
        if (!loaded) await load();
        return await callTool(call);
      } finally {
        inFlight -= 1;
      }
    },
  };
}
