import { beforeEach } from "vitest";
import { createId, type Approval, type ApprovalStore } from "../../src/index.ts";

/** A store, and power over what it takes for the time and for the processes that run. */
export interface ApprovalStoreLab {
  readonly store: ApprovalStore;
  /** Everything in the store becomes older by so much. */
  age(ms: number): Promise<void>;
  /** The process reports itself now. */
  report(processId: string): Promise<void>;
  /** Ids announced so far, in order. */
  announced(): readonly string[];
}

export type Ask = Parameters<ApprovalStore["open"]>[0];

export const MINUTE = 60_000;
export const DEAD_MS = 20_000;

export const askFor = (overrides: Partial<Ask> = {}): Ask => ({
  id: createId(),
  principalId: "key:ci",
  principalName: "ci",
  personId: "user:ann",
  tool: "delete_all",
  toolDigest: "tool-1",
  toolset: undefined,
  arguments: '{"path":"/"}',
  argumentsDigest: "arguments-1",
  policyVersion: 3,
  ruleId: "rule-1",
  reason: "Deletes",
  transport: "http",
  client: "e2e/1",
  sessionId: "session",
  expireMs: 60 * MINUTE,
  ...overrides,
});

/** A store for each test, and what the tests do with it. */
export interface ApprovalBench {
  readonly store: ApprovalStore;
  readonly lab: ApprovalStoreLab;
  readonly ask: (overrides?: Partial<Ask>) => Promise<Approval>;
  readonly approve: (id: string, scope?: Approval["scope"]) => ReturnType<ApprovalStore["decide"]>;
  readonly use: (approval: Approval, callId?: string) => ReturnType<ApprovalStore["use"]>;
  readonly stateOf: (approval: Approval) => Promise<Approval["state"] | undefined>;
}

/** Opens a store before each test of the suite it is called in. */
export function useApprovalBench(open: () => Promise<ApprovalStoreLab>): ApprovalBench {
  let lab: ApprovalStoreLab;
  beforeEach(async () => {
    lab = await open();
  });
  const bench: ApprovalBench = {
    get store() {
      return lab.store;
    },
    get lab() {
      return lab;
    },
    ask: async (overrides) => (await bench.store.open(askFor(overrides))).approval,
    approve: (id, scope = { kind: "once" }) =>
      bench.store.decide({ id, state: "approved", decidedBy: "user:bob", scope }),
    use: ({ id, policyVersion }, callId = createId()) => bench.store.use({ id, callId, processId: "p", policyVersion }),
    stateOf: async ({ id }) => (await bench.store.get(id))?.state,
  };
  return bench;
}
