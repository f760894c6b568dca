import type { Approval, ApprovalGrant } from "@mcp-tools/core";
import type { PeopleDeps } from "@mcp-tools/governance";

/** Puts to what was decided the name of the person who did: an approver may not read the list of people. */
export function createDeciderNames(people: Pick<PeopleDeps["people"], "find">) {
  /** By principal id; only of persons who are still known. */
  async function namesOf(principalIds: readonly (string | undefined)[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(principalIds)].filter((id) => id?.startsWith("user:") === true) as string[];
    const found = await Promise.all(ids.map((id) => people.find(id.slice("user:".length))));
    return new Map(ids.flatMap((id, at) => (found[at] === undefined ? [] : [[id, found[at].name]])));
  }
  return {
    async approvals(approvals: readonly Approval[]): Promise<(Approval & { decidedByName?: string })[]> {
      const names = await namesOf(approvals.map(({ decidedBy }) => decidedBy));
      return approvals.map((approval) => {
        const decidedByName = names.get(approval.decidedBy ?? "");
        return decidedByName === undefined ? approval : { ...approval, decidedByName };
      });
    },
    async grants(grants: readonly ApprovalGrant[]): Promise<(ApprovalGrant & { createdByName?: string })[]> {
      const names = await namesOf(grants.map(({ createdBy }) => createdBy));
      return grants.map((grant) => {
        const createdByName = names.get(grant.createdBy);
        return createdByName === undefined ? grant : { ...grant, createdByName };
      });
    },
  };
}
