import type { ApprovalStore, ReportedSession } from "@mcp-tools/core";
import {
  createApprovalVerbs,
  createConfigVerbs,
  createCredentials,
  createKeyVerbs,
  createPolicyVerbs,
  createSessionVerbs,
  createVault,
} from "@mcp-tools/governance";
import {
  createMemoryApprovalStore,
  createMemoryClock,
  createMemoryCredentialStore,
  createMemoryKeyStore,
  createMemoryPolicyStore,
  createTestKeys,
} from "@mcp-tools/governance/testing";
import type { Toolbox } from "@mcp-tools/tools";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import type { ApiDeps } from "../routes/api-deps.ts";
import { createToolCaller } from "../try-it/create-tool-caller.ts";
import type { FakeAuditLog } from "./fake-calls.ts";
import { createFakeSessions } from "./fake-sessions.ts";
import type { FakeRegistry } from "./fake-registry.ts";

export interface FakeGoverned extends Pick<
  ApiDeps,
  "keys" | "policy" | "configFile" | "approvals" | "credentials" | "sessions" | "toolCaller"
> {
  readonly audit: FakeAuditLog;
  /** What clients hold open. */
  readonly openSessions: ReportedSession[];
  readonly stores: {
    readonly keys: ReturnType<typeof createMemoryKeyStore>;
    readonly policies: ReturnType<typeof createMemoryPolicyStore>;
    readonly approvals: ApprovalStore;
    readonly credentials: ReturnType<typeof createMemoryCredentialStore>;
  };
}

interface Parts {
  readonly calls: FakeAuditLog;
  readonly registry: FakeRegistry;
  readonly toolbox?: Pick<Toolbox, "callTool"> | undefined;
}

/** Everything governed, by its real verbs over stores in memory. */
export function createFakeGoverned({
  calls: audit,
  registry,
  toolbox = createTestToolbox([]).toolbox,
}: Parts): FakeGoverned {
  const stores = {
    keys: createMemoryKeyStore(),
    policies: createMemoryPolicyStore(),
    approvals: createMemoryApprovalStore({ clock: createMemoryClock(), announce: () => {} }),
    credentials: createMemoryCredentialStore(),
  };
  const whole = { ...registry, resources: () => [], templates: () => [], prompts: () => [] } as never;
  const keys = createKeyVerbs({ keys: stores.keys, audit });
  const policy = createPolicyVerbs({ store: stores.policies, audit, loadRegistry: async () => whole });
  const vault = createVault({ store: stores.credentials, keys: () => createTestKeys(["of a test"]) });
  const openSessions: ReportedSession[] = [];
  return {
    audit,
    openSessions,
    sessions: createSessionVerbs({ processes: createFakeSessions(openSessions), audit, waitMs: 10 }),
    stores,
    keys,
    policy,
    configFile: createConfigVerbs({ policy, keys }),
    approvals: createApprovalVerbs({
      store: stores.approvals,
      audit: { record: audit.record, isAvailable: () => true },
    }),
    credentials: createCredentials({ store: stores.credentials, vault, audit, keys: stores.keys }),
    toolCaller: createToolCaller({ toolbox }),
  };
}
