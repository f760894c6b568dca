import { queryOptions } from "@tanstack/react-query";
import type { InferResponseType } from "hono/client";
import { api, parseResponse } from "../../api/client.ts";

export type Approval = InferResponseType<typeof api.approvals.$get, 200>["approvals"][number];

/** Everything about approvals lies below this. */
export const approvalsKey = ["approvals"] as const;
const pollMs = 2000;

/** The newest approvals of a principal, or of everyone. */
export function lastApprovalsQuery(principal: string | undefined) {
  return queryOptions({
    queryKey: [...approvalsKey, "last", principal ?? "any"],
    queryFn: async ({ signal }) => {
      const query = { limit: "20", ...(principal === undefined ? {} : { principal }) };
      return (await parseResponse(api.approvals.$get({ query }, { init: { signal } }))).approvals;
    },
    refetchInterval: pollMs,
  });
}

/** What happens to destructive calls where no rule fits. */
export function destructiveEffectQuery() {
  return queryOptions({
    queryKey: ["policy", "destructive-effect"],
    queryFn: async ({ signal }) =>
      (await parseResponse(api.policy.$get({}, { init: { signal } }))).document.defaults.destructive,
  });
}

/** Whether anything was ever called. */
export function anyCallQuery() {
  return queryOptions({
    queryKey: ["calls", "any"],
    queryFn: async ({ signal }) => {
      const { calls } = await parseResponse(api.calls.$get({ query: { limit: "1" } }, { init: { signal } }));
      return calls.length > 0;
    },
    // What was called once stays called.
    refetchInterval: ({ state }) => (state.data === true ? false : 30_000),
  });
}
