import {
  createId,
  type Approval,
  type ApprovalStore,
  type AuditLog,
  type AuditRecord,
  type IdempotencyStore,
  type Logger,
  type LostCall,
  type RunningCallStore,
} from "@mcp-tools/core";
import { recordExpiry } from "./record-expiry.ts";

export interface SweeperDeps {
  readonly approvals: Pick<ApprovalStore, "sweep">;
  readonly idempotency: Pick<IdempotencyStore, "sweep">;
  readonly runningCalls: Pick<RunningCallStore, "takeLost" | "forget">;
  readonly audit: Pick<AuditLog, "record" | "get">;
  readonly processId: string;
  readonly logger: Logger;
  /** A process that has not reported itself for so long is gone; they do every five seconds. */
  readonly processDeadMs?: number | undefined;
  readonly intervalMs?: number | undefined;
  readonly now?: (() => number) | undefined;
}

export interface Sweeper {
  /** A second call changes nothing. */
  start(): void;
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

const INTERVAL_MS = 5_000;
const JITTER = 0.3;
const PROCESS_DEAD_MS = 20_000;
const LOST = "The process that ran this call is gone, and nobody knows whether it took effect. It is not run again.";
/** No process is taken to be gone. */
const NEVER_MS = 10 * 365 * 86_400_000;

/**
 * Ends what is over: expires approvals, and makes unknown what processes that are gone have left behind, each with a row
 * in the audit. Every serving process does it; each finds only what no other has found.
 */
export function createSweeper(deps: SweeperDeps): Sweeper {
  const { logger, processDeadMs = PROCESS_DEAD_MS, intervalMs = INTERVAL_MS, now = Date.now } = deps;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let isStopped = false;
  /** While the database was away, or this machine slept, nobody could report: whoever is alive gets the time to do so. */
  let trustedFrom = 0;
  let sweptAt: number | undefined;

  async function sweep(): Promise<void> {
    const at = now();
    if (sweptAt !== undefined && at - sweptAt > processDeadMs / 2) trustedFrom = at + processDeadMs;
    sweptAt = at;
    const deadMs = at < trustedFrom ? NEVER_MS : processDeadMs;
    try {
      const approvals = await deps.approvals.sweep(deadMs);
      const calls = await deps.idempotency.sweep(deadMs);
      const expired = approvals.filter(({ state }) => state === "expired");
      await recordExpiry(expired, "Nobody decided about it, or used it, in time.", deps);
      const lost = toLost(approvals, calls);
      const options = { processDeadMs: deadMs, ids: [...lost.keys()] };
      const noted = await deps.runningCalls.takeLost(deps.processId, options);
      for (const row of noted) lost.delete(row.id);
      await recordLost([...noted, ...[...lost.values()].map(toRow)], deps);
    } catch (err) {
      trustedFrom = now() + processDeadMs;
      logger.debug({ err }, "approvals not swept");
    }
  }

  function schedule(): void {
    if (isStopped) return;
    const delayMs = intervalMs * (1 + (Math.random() - 0.5) * JITTER);
    timer = setTimeout(() => void (sweeping = sweep().finally(schedule)), delayMs).unref();
  }

  return {
    start() {
      if (timer === undefined) schedule();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}

/** By call: one may have had both an approval and a key. */
function toLost(approvals: readonly Approval[], calls: readonly LostCall[]): Map<string, LostCall> {
  const lost = new Map(calls.map((call) => [call.callId, call]));
  for (const { id, state, callId, principalId, tool } of approvals)
    if (state === "unknown" && callId !== undefined) lost.set(callId, { id, callId, principalId, tool });
  return lost;
}

/** What is known of a call that was not noted: it was lost in its first moments. */
function toRow({ callId, principalId, tool }: LostCall): AuditRecord {
  return {
    id: callId,
    kind: "call",
    action: "tools/call",
    startedAt: Date.now(),
    principalId,
    principalName: principalId,
    transport: "system",
    tool,
    arguments: "{}",
    outcome: "unknown",
    durationMs: 0,
    resultBytes: 0,
  };
}

/**
 * Rows of their own, which name the call as their subject. A process may have recorded its call and died before it said so
 * here; and one that only stood still may yet record it.
 */
async function recordLost(rows: readonly AuditRecord[], { audit, runningCalls, logger }: SweeperDeps): Promise<void> {
  for (const row of rows) {
    try {
      const startedAt = Date.now();
      if ((await audit.get(row.id)) === undefined)
        await audit.record({
          ...row,
          id: createId(startedAt),
          startedAt,
          subject: row.id,
          outcome: "unknown",
          message: LOST,
          durationMs: 0,
          resultBytes: 0,
        });
      await runningCalls.forget([row.id]);
    } catch (err) {
      logger.warn({ err, callId: row.id }, "lost call not recorded");
    }
  }
}
