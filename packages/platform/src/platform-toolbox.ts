import type { Config } from "@mcp-tools/config";
import type { Bus, AuditLog, Logger, MemoryStore, Tracing } from "@mcp-tools/core";
import {
  createToolbox,
  findUnusableRoots,
  loadPacks,
  loadToolsDir,
  watchToolsDir,
  type Pack,
  type Toolbox,
} from "@mcp-tools/tools";
import type { Governance } from "./governance/create-governance.ts";
import type { Metrics } from "./metrics.ts";

export interface PlatformToolboxDeps {
  readonly audit: AuditLog;
  readonly memory: MemoryStore;
  readonly bus: Bus;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly tracing: Tracing | undefined;
  readonly governance: Pick<Governance, "createPolicy" | "ports" | "builtIn">;
}

/** The toolbox with the packs that the settings name; `close` stops watching TOOLS_DIR. */
export function createPlatformToolbox(
  { tools }: Config,
  deps: PlatformToolboxDeps,
): { toolbox: Toolbox; close(): void } {
  const { audit, memory, bus, metrics, logger, governance, tracing } = deps;

  let unwatch = (): void => {};
  let warned = false;

  /** Once, and without waiting: a network folder may take its time. */
  async function warnOfRoots(): Promise<void> {
    if (warned || !tools.packs.includes("files")) return;
    warned = true;
    for (const { root, reason } of await findUnusableRoots(tools.filesRoots))
      logger.warn({ setting: "FILES_ROOTS", root, reason }, "folder for files cannot be read");
  }

  async function load(): Promise<Pack[]> {
    void warnOfRoots();
    const packs = [...(await loadPacks(tools.packs, tools)), ...governance.builtIn];
    if (tools.dir === undefined) return packs;
    const own = await loadToolsDir(tools.dir, logger);
    if (tools.watch) unwatch = watchToolsDir(tools.dir, toolbox.registry, logger);
    return [...packs, own];
  }

  const toolbox = createToolbox({
    ...governance.ports,
    stores: { memory },
    audit: tracing === undefined ? audit : traceAudit(tracing, audit),
    tracing,
    logger,
    announce: (event) => bus.publish(event),
    onCallEnd: (tool, outcome, durationMs) => metrics.callEnded(tool, outcome, durationMs),
    timeoutMs: tools.timeoutMs,
    resultBytesMax: tools.resultBytesMax,
    loadPacks: load,
    policy: governance.createPolicy,
  });
  return { toolbox, close: () => unwatch() };
}

const commitSpan = { kind: "client", attributes: { "db.system.name": "postgresql" } } as const;

/** A row waits for the commit of its group, which may have begun in the trace of another call: each has a span of its own. */
function traceAudit(tracing: Tracing, audit: AuditLog): Pick<AuditLog, "record" | "isAvailable"> {
  return {
    isAvailable: audit.isAvailable,
    record: async (row) => tracing.child("commit audit", commitSpan, () => audit.record(row)),
  };
}
