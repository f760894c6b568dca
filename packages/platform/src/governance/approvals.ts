import type { Config } from "@mcp-tools/config";
import type {
  ApprovalStore,
  AuditLog,
  ChangeFeed,
  IdempotencyStore,
  Logger,
  ProcessStore,
  RunningCallStore,
} from "@mcp-tools/core";
import {
  createApprovalVerbs,
  createApprover,
  createDeduper,
  createSweeper,
  visibleTools,
  type ApprovalSettings,
  type ApprovalVerbs,
  type LivePolicy,
} from "@mcp-tools/governance";
import type { Approver, Deduper } from "@mcp-tools/tools";

export interface ApprovalsParts {
  readonly config: Config;
  readonly stores: {
    readonly approvals: ApprovalStore;
    readonly idempotency: IdempotencyStore;
    readonly processes: ProcessStore;
    readonly changes: ChangeFeed;
    readonly audit: AuditLog;
    readonly runningCalls: RunningCallStore;
  };
  readonly logger: Logger;
  readonly processId: string;
  /** Services of this process. */
  readonly services: readonly string[];
  readonly policy: () => LivePolicy;
  /** From the first claim on this process reports itself, whatever it is: else what it runs would be taken for lost. */
  readonly onClaim: () => void;
}

/** Approvals and idempotency keys of a process: what its calls go through, and what people do about them. */
export interface Approvals {
  readonly approver: Approver;
  readonly deduper: Deduper;
  readonly verbs: ApprovalVerbs;
  /** From now on this process also ends what is over, for all. */
  start(): void;
  /** Ends all holding and waiting at once: their callers are told to call again. */
  stop(): void;
  close(): Promise<void>;
}

/** Processes report themselves every five seconds. */
const SEEN_WITHIN_MS = 15_000;
/** A result is longer as JSON than what RESULT_BYTES_MAX counts. */
const JSON_PER_BYTE = 4;
const RESULT_CHARACTERS_MAX = 64 * 1024 * 1024;

/** Dials and reads nothing before the first call that needs it. */
export function createApprovals(parts: ApprovalsParts): Approvals {
  const { config, stores, logger, processId, policy, onClaim } = parts;
  const settings = (): ApprovalSettings => {
    const { holdSeconds, expireMinutes } = policy().document.approvals;
    return { holdMs: holdSeconds * 1_000, expireMs: expireMinutes * 60_000 };
  };
  const { approvals, idempotency, runningCalls, changes, audit } = stores;
  const shared = { changes, processId, onClaim, logger };
  const approver = createApprover({
    ...shared,
    store: approvals,
    audit,
    policy,
    settings,
    consoleUrl: () => findConsole(parts),
  });
  const deduper = createDeduper({
    ...shared,
    store: idempotency,
    resultCharactersMax: Math.min(config.tools.resultBytesMax * JSON_PER_BYTE, RESULT_CHARACTERS_MAX),
  });
  const sweeper = createSweeper({ approvals, idempotency, runningCalls, audit, processId, logger });
  const stop = () => {
    approver.stop();
    deduper.stop();
  };
  return {
    approver,
    deduper,
    verbs: createApprovalVerbs({ store: approvals, audit, toolsFor: (actor) => visibleTools(policy(), actor) }),
    start: sweeper.start,
    stop,
    async close() {
      stop();
      await sweeper.stop();
    },
  };
}

/** What people see, where it was said; else the console's own address, while a process serves it and all can reach it by it. */
async function findConsole({ config, services, stores }: ApprovalsParts): Promise<string | undefined> {
  const { url, host, port } = config.admin;
  if (url !== undefined) return url.replace(/\/+$/, "");
  const isEverywhere = host === "0.0.0.0" || host === "::";
  if (port === 0 || isEverywhere) return undefined;
  const isServed =
    services.includes("admin") ||
    (await stores.processes.list(SEEN_WITHIN_MS)).some((process) => process.services.includes("admin"));
  return isServed ? `http://${host.includes(":") ? `[${host}]` : host}:${port}` : undefined;
}
