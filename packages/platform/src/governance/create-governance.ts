import type { ChangeFeed, Logger, PolicyStore, Principal } from "@mcp-tools/core";
import { createPolicy, type LivePolicy } from "@mcp-tools/governance";
import type { Registry } from "@mcp-tools/tools";
import type { Closing } from "../close-all.ts";

export interface GovernanceDeps {
  readonly policies: PolicyStore;
  readonly changes: ChangeFeed;
  /** Whether a credential still holds. */
  readonly keys: { isValid(principal: Principal): boolean };
  readonly logger: Logger;
}

/** What decides about the calls of a process. */
export interface Governance {
  /** For the toolbox, which has the registry. */
  createPolicy(registry: Registry): LivePolicy;
  /** Decides by the newest policy from then on; does nothing where none was read yet. */
  refreshPolicy(): Promise<void>;
  /** Before the database is. */
  readonly closing: readonly Closing[];
}

/** Puts together what decides about calls. Nothing is read before it is asked. */
export function createGovernance({ policies, changes, keys, logger }: GovernanceDeps): Governance {
  const create = createPolicy({ store: policies, keys, changes, logger });
  let policy: LivePolicy | undefined;
  return {
    createPolicy: (registry) => (policy = create(registry)),
    refreshPolicy: async () => {
      if (policy?.isLoaded === true) await policy.refresh();
    },
    closing: [
      { part: "policy", deadlineMs: 1_000, close: async () => policy?.close() },
      { part: "change feed", deadlineMs: 2_000, close: () => changes.close() },
    ],
  };
}
