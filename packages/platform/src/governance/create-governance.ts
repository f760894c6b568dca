import type { Config } from "@mcp-tools/config";
import { AppError, type Logger } from "@mcp-tools/core";
import {
  createPolicy,
  type ApprovalVerbs,
  type Authenticator,
  type Credentials,
  type LivePolicy,
} from "@mcp-tools/governance";
import type { CallPorts, Pack, Registry } from "@mcp-tools/tools";
import type { Closing } from "../close-all.ts";
import type { Keyring } from "../create-keyring.ts";
import type { LazyStores } from "../database/lazy-stores.ts";
import type { Metrics } from "../metrics.ts";
import { createAuditMaintenance } from "./audit-maintenance.ts";
import { createApprovals } from "./approvals.ts";
import { createPlatformCredentials } from "./credentials.ts";
import { createPlatformAuthenticator } from "./keys.ts";
import { createPlatformLimiter } from "./limits.ts";
import { createPlatformResults } from "./results.ts";

export interface GovernanceDeps {
  readonly config: Config;
  readonly stores: LazyStores;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly processId: string;
  /** Services of this process. */
  readonly services: readonly string[];
  /** Something of this process is now waited for by others: it has to say that it lives. */
  readonly onClaim: () => void;
}

/** What decides about the calls of a process, and what it decides by. */
export interface Governance {
  readonly authenticator: Authenticator;
  readonly credentials: Credentials;
  readonly approvals: ApprovalVerbs;
  /** For the toolbox, which has the registry. */
  createPolicy(registry: Registry): LivePolicy;
  readonly ports: Partial<CallPorts>;
  /** In every registry, whatever TOOL_PACKS says. */
  readonly builtIn: readonly Pack[];
  /** Decides by the newest policy from then on; does nothing where none was read yet. */
  refreshPolicy(): Promise<void>;
  /** This process serves: from now on it also ends what is over, for all. */
  start(): void;
  /** No new work: calls that are held for a human are told to come again. */
  drain(): void;
  /** Before the database is. */
  readonly closing: readonly Closing[];
}

/** Puts together what decides about calls. Nothing is read before it is asked. */
export function createGovernance(deps: GovernanceDeps): Governance {
  const { config, stores, keyring, metrics, logger } = deps;
  const { policies, changes, keys, audit } = stores;
  const authenticator = createPlatformAuthenticator(config, { ...stores, logger });
  const limiter = createPlatformLimiter(config, { metrics, logger });
  const results = createPlatformResults({ store: stores.results, logger });
  const { source, credentials } = createPlatformCredentials({ store: stores.credentials, keyring, audit, keys });
  const { retentionDays } = config.audit;
  const auditMaintenance = createAuditMaintenance({ audit, indexer: stores.auditIndexer, retentionDays, logger });
  const create = createPolicy({ store: policies, keys: authenticator, changes, logger });
  let policy: LivePolicy | undefined;
  const approvals = createApprovals({
    ...deps,
    policy: () => {
      if (policy === undefined) throw new AppError("internal", "The policy was asked for before there was a registry.");
      return policy;
    },
  });
  const { approver, deduper } = approvals;
  const { runningCalls } = stores;
  return {
    authenticator,
    credentials,
    approvals: approvals.verbs,
    createPolicy: (registry) => (policy = create(registry)),
    ports: {
      limiter,
      approver,
      deduper,
      results: results.keeper,
      credentials: source,
      notes: {
        note(rows) {
          deps.onClaim();
          return runningCalls.note(deps.processId, rows);
        },
        forget: (ids) => runningCalls.forget(ids),
      },
    },
    builtIn: [results.pack],
    refreshPolicy: async () => {
      if (policy?.isLoaded === true) await policy.refresh();
    },
    start() {
      results.startSweep();
      approvals.start();
      auditMaintenance.start();
    },
    drain: approvals.stop,
    closing: [
      { part: "audit maintenance", deadlineMs: 2_000, close: () => auditMaintenance.stop() },
      { part: "approvals", deadlineMs: 2_000, close: () => approvals.close() },
      { part: "limits", deadlineMs: 1_000, close: () => limiter.close() },
      { part: "kept results", deadlineMs: 1_000, close: () => results.stopSweep() },
      { part: "keys", deadlineMs: 3_000, close: () => authenticator.close() },
      { part: "policy", deadlineMs: 1_000, close: async () => policy?.close() },
      { part: "change feed", deadlineMs: 2_000, close: () => changes.close() },
    ],
  };
}
