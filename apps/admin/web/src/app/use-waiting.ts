import { useQuery } from "@tanstack/react-query";
import type { ApprovalCount } from "../../../src/contract/approvals.ts";
import { waitingQuery } from "../api/queries.ts";
import { useMay } from "./use-me.ts";

/** How many calls wait for a person; undefined while that is not known, and for those who may not know. */
export function useWaiting(): ApprovalCount | undefined {
  const may = useMay()("approvals.read");
  const { data } = useQuery({ ...waitingQuery(), enabled: may });
  return may ? data : undefined;
}
