import type { Approval } from "../../../../src/contract/approvals.ts";

export interface ApprovalsSearch {
  /** Absent: the queue. */
  readonly view?: "history" | "consents";
  readonly state?: Approval["state"];
  readonly tool?: string;
  readonly principal?: string;
}

export const approvalStates = [
  "waiting",
  "approved",
  "used",
  "refused",
  "expired",
  "unknown",
] as const satisfies readonly Approval["state"][];

export function readApprovalsSearch({ view, state, tool, principal }: Record<string, unknown>): ApprovalsSearch {
  const known = approvalStates.find((one) => one === state);
  return {
    ...(view === "history" || view === "consents" ? { view } : {}),
    ...(known === undefined ? {} : { state: known }),
    ...(typeof tool === "string" && tool !== "" ? { tool } : {}),
    ...(typeof principal === "string" && principal !== "" ? { principal } : {}),
  };
}
