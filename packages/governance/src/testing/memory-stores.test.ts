import {
  describeApprovalStore,
  describeIdempotencyStore,
  type ApprovalStoreLab,
  type IdempotencyStoreLab,
} from "@mcp-tools/core/testing";
import { createMemoryApprovalStore } from "./create-memory-approval-store.ts";
import { createMemoryClock } from "./create-memory-clock.ts";
import { createMemoryIdempotencyStore } from "./create-memory-idempotency-store.ts";

function openLab() {
  const clock = createMemoryClock();
  const announced: string[] = [];
  return {
    clock,
    announce: (ids: readonly string[]) => void announced.push(...ids),
    announced: () => announced,
    age: async (ms: number) => clock.pass(ms),
    report: async (processId: string) => clock.report(processId),
  };
}

describeApprovalStore("in memory", async (): Promise<ApprovalStoreLab> => {
  const lab = openLab();
  return { ...lab, store: createMemoryApprovalStore(lab) };
});

describeIdempotencyStore("in memory", async (): Promise<IdempotencyStoreLab> => {
  const lab = openLab();
  return { ...lab, store: createMemoryIdempotencyStore(lab) };
});
