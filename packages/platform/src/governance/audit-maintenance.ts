import type { AuditIndexer, AuditLog, Logger } from "@mcp-tools/core";
import { recordChange, type Actor } from "@mcp-tools/governance";

export interface AuditMaintenanceOptions {
  readonly audit: Pick<AuditLog, "maintain" | "record">;
  readonly indexer: AuditIndexer;
  readonly retentionDays: number;
  readonly logger: Logger;
}

export interface AuditMaintenance {
  /** A second call changes nothing. */
  start(): void;
  /** Ends it, after what is under way. */
  stop(): Promise<void>;
}

const FIRST_MS = 3_000;
const HOUR_MS = 3_600_000;
const RETRY_MS = 60_000;
const INDEX_MS = 10_000;
const INDEX_PAUSE_MIN_MS = 50;
/** Of the time, while there is much to index: calls come first. */
const INDEX_SHARE = 0.25;
const JITTER = 0.2;

/** The audit's own doings, for its record. */
const system: Actor = Object.freeze({
  principal: Object.freeze({ id: "system", kind: "operator", name: "system", space: "default" }),
  role: "owner",
  transport: "system",
});

/**
 * Keeps the audit in order while services run: its partitions and what is older than it is kept, every hour; its search
 * index, all the time. Every process does it, and the store lets one at a time. It keeps no process from ending.
 */
export function createAuditMaintenance(options: AuditMaintenanceOptions): AuditMaintenance {
  const tasks = [createTask(() => maintain(options)), createTask(() => index(options))];
  return {
    start() {
      for (const task of tasks) task.start();
    },
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

/** Returns when to come again, in milliseconds. */
async function maintain({ audit, retentionDays, logger }: AuditMaintenanceOptions): Promise<number> {
  try {
    const { made, dropped } = await audit.maintain(retentionDays);
    if (made.length + dropped.length > 0) logger.info({ made, dropped }, "audit maintained");
    if (dropped.length > 0)
      await recordChange(audit, system, { kind: "change", action: "audit.drop", details: { dropped, retentionDays } });
    return HOUR_MS;
  } catch (err) {
    logger.warn({ err }, "audit not maintained");
    return RETRY_MS;
  }
}

async function index({ indexer, logger }: AuditMaintenanceOptions): Promise<number> {
  const started = performance.now();
  try {
    const { isBehind } = await indexer.advance();
    const spentMs = performance.now() - started;
    return isBehind ? Math.max(INDEX_PAUSE_MIN_MS, spentMs * (1 / INDEX_SHARE - 1)) : INDEX_MS;
  } catch (err) {
    logger.warn({ err }, "audit not indexed");
    return RETRY_MS;
  }
}

function createTask(work: () => Promise<number>): AuditMaintenance {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  function schedule(afterMs: number): void {
    if (isStopped) return;
    const jitter = 1 + (Math.random() - 0.5) * JITTER;
    timer = setTimeout(() => void (running = work().then(schedule)), afterMs * jitter).unref();
  }

  return {
    start() {
      if (timer === undefined) schedule(FIRST_MS);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
