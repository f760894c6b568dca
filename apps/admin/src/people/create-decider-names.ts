import type { Approval } from "@mcp-tools/core";
import type { PeopleDeps } from "@mcp-tools/governance";

/** Puts to each decision the name of the person who made it: an approver may not read the list of people. */
export function createDeciderNames(people: Pick<PeopleDeps["people"], "find">) {
  return async function named(approvals: readonly Approval[]): Promise<(Approval & { decidedByName?: string })[]> {
    const ids = new Set(approvals.map(({ decidedBy }) => decidedBy).filter((id) => id?.startsWith("user:") === true));
    const found = await Promise.all([...ids].map((id) => people.find((id ?? "").slice("user:".length))));
    const names = new Map([...ids].map((id, at) => [id, found[at]?.name]));
    return approvals.map((approval) => {
      const decidedByName = names.get(approval.decidedBy);
      return decidedByName === undefined ? approval : { ...approval, decidedByName };
    });
  };
}
