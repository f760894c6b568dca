import type { ChangeFeed, Logger, PolicyDocument, PolicyStore } from "@mcp-tools/core";
import { createPolicy, defaultPolicy, type LivePolicy, type PolicyDeps } from "@mcp-tools/governance";
import type { Registry } from "@mcp-tools/tools";
import type { Closing } from "../close-all.ts";

export interface GovernanceDeps {
  readonly policies: PolicyStore;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
  /** Which credentials still hold; without it, all do. */
  readonly keys?: PolicyDeps["keys"];
}

/** What decides about the calls of a process. */
export interface Governance {
  /** For the toolbox, which has the registry. */
  createPolicy(registry: Registry): LivePolicy;
  /** What decides now. */
  document(): PolicyDocument;
  /** Decides by the newest policy from then on; does nothing where none was read yet. */
  refreshPolicy(): Promise<void>;
  /** Before the database is. */
  readonly closing: readonly Closing[];
}

/** Puts together what decides about calls. Nothing is read before it is asked. */
export function createGovernance({ policies, changes, logger, keys }: GovernanceDeps): Governance {
  const create = createPolicy({ store: policies, changes, logger, keys });
  let policy: LivePolicy | undefined;
  return {
    createPolicy: (registry) => (policy = create(registry)),
    document: () => policy?.document ?? defaultPolicy,
    refreshPolicy: async () => {
      if (policy?.isLoaded === true) await policy.refresh();
    },
    closing: [
      { part: "policy", deadlineMs: 1_000, close: async () => policy?.close() },
      { part: "change feed", deadlineMs: 2_000, close: () => changes.close() },
    ],
  };
}
