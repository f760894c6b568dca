import type { AuditLog, AuditOutcome, Logger, Tracing } from "@mcp-tools/core";
import { createCallTool } from "./call/call-tool.ts";
import type { CallPorts } from "./call/ports.ts";
import { createRecordRead } from "./call/record-read.ts";
import { traceReads } from "./call/trace-call.ts";
import { plainPorts } from "./call/plain-ports.ts";
import type { Pack, RequestContext, Stores } from "./define-tool.ts";
import { openPolicy, type Catalogue, type Policy } from "./policy.ts";
import { createRegistry } from "./registry/create-registry.ts";
import type { Registry } from "./registry/registry.ts";
import type { Toolbox } from "./toolbox.ts";

export interface ToolboxDeps extends Partial<CallPorts> {
  readonly stores: Stores;
  readonly audit: Pick<AuditLog, "record" | "isAvailable">;
  readonly logger: Logger;
  readonly announce: RequestContext["announce"];
  readonly onCallEnd: (tool: string, outcome: AuditOutcome, durationMs: number) => void;
  readonly timeoutMs: number;
  readonly resultBytesMax: number;
  /** Loads the packs; called once, at first use, so that a process that is never asked for tools loads none. */
  readonly loadPacks: () => Promise<readonly Pack[]>;
  /** Absent where nobody collects traces. */
  readonly tracing?: Tracing | undefined;
  /** Who may see and do what, over this registry; without one everyone may everything. */
  readonly policy?: ((registry: Registry) => Policy) | undefined;
}

/** A registry with its call path. */
export function createToolbox(deps: ToolboxDeps): Toolbox {
  const registry = createRegistry({ timeoutMs: deps.timeoutMs });
  let inFlight = 0;
  let loading: Promise<void> | undefined;
  let loaded = false;

  const policy = (deps.policy ?? openPolicy)(registry);
  const callTool = createCallTool({ ...plainPorts, ...deps, registry, policy, onEnd: deps.onCallEnd });
  const plainRead = createRecordRead({ ...deps, policy });
  const recordRead = deps.tracing === undefined ? plainRead : traceReads(deps.tracing, plainRead);

  async function loadAll(): Promise<void> {
    const [packs] = await Promise.all([deps.loadPacks(), policy.load()]);
    for (const pack of packs) registry.setPack(pack);
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
    policy,
    catalogue: (principal, toolset) => policy.catalogue(principal, toolset) ?? NO_CATALOGUE,
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
    async recordRead(request, read) {
      inFlight += 1;
      try {
        return await recordRead(request, read);
      } finally {
        inFlight -= 1;
      }
    },
  };
}

const NO_CATALOGUE: Catalogue = Object.freeze({
  toolset: undefined,
  tools: () => [],
  tool: () => undefined,
  resources: () => [],
  resource: () => undefined,
  templates: () => [],
  matchTemplate: () => undefined,
  prompts: () => [],
  prompt: () => undefined,
});
