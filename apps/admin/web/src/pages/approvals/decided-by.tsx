import type { Approval } from "../../../../src/contract/approvals.ts";

/** Who decided: their name, or the id where nobody knows one. */
export function DecidedBy({ approval }: { approval: Approval }) {
  const { decidedBy, decidedByName } = approval;
  return decidedByName === undefined ? <code>{decidedBy}</code> : <bdi title={decidedBy}>{decidedByName}</bdi>;
}
