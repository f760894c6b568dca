import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CallSummary } from "../../../../src/contract/call.ts";
import { api, parseResponse } from "../../api/client.ts";
import { useLiveEvent } from "../../api/live-context.tsx";
import { isOfClient } from "./is-of-client.ts";

const pollMs = 5000;

/** The newest call of a principal, or of whatever client; null as long as there is none. */
export function firstCallQuery(principal: string | undefined) {
  return queryOptions({
    queryKey: ["calls", "first", principal ?? "any"],
    queryFn: async ({ signal }): Promise<CallSummary | null> => {
      const query = { limit: principal === undefined ? "20" : "1", ...(principal === undefined ? {} : { principal }) };
      const { calls } = await parseResponse(api.calls.$get({ query }, { init: { signal } }));
      return calls.find((call) => isOfClient(call, principal)) ?? null;
    },
  });
}

/** Found live; looked for now and then as well, for where the live stream does not come through. Null: none so far. */
export function useFirstCall(principal: string | undefined): CallSummary | null | undefined {
  const queries = useQueryClient();
  const query = firstCallQuery(principal);
  const { data } = useQuery({ ...query, refetchInterval: ({ state }) => (state.data ? false : pollMs) });
  useLiveEvent("calls", ({ calls }) => {
    const first = calls.findLast((call) => isOfClient(call, principal));
    if (first !== undefined) queries.setQueryData(query.queryKey, (known) => known ?? first);
  });
  return data;
}
