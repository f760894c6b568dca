import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import type { ApprovalScope } from "../../../../src/contract/approvals.ts";

const changes = [["approvals"]] as const;

/** Failures are shown where the decision is made: somebody else may have been quicker. */
export function useApprove(id: string) {
  return useVerb({
    run: (scope: ApprovalScope) =>
      parseResponse(api.approvals[":id"].approve.$post({ param: { id }, json: { scope } })),
    changes,
    quiet: true,
  });
}

export function useRefuse(id: string) {
  return useVerb({
    run: (reason: string) => parseResponse(api.approvals[":id"].refuse.$post({ param: { id }, json: { reason } })),
    changes,
    quiet: true,
  });
}

export function useRevokeConsent(onDone: () => void) {
  return useVerb({
    run: (id: string) => parseResponse(api.approvals.grants[":id"].revoke.$post({ param: { id } })),
    changes,
    onDone,
  });
}
