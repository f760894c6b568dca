import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";
import type { ApprovalsSearch } from "./approvals-search.ts";

type Filter = Pick<ApprovalsSearch, "state" | "tool" | "principal">;

/** Should an event be missed: what waits is read anew this often. */
const queueRenewMs = 15_000;

function approvalsQuery(filter: Filter, limit: number) {
  return infiniteQueryOptions({
    queryKey: ["approvals", "list", filter],
    queryFn: ({ signal, pageParam }) =>
      parseResponse(
        api.approvals.$get(
          {
            query: {
              limit: String(limit),
              ...filter,
              ...(pageParam === undefined ? {} : { before: pageParam }),
            },
          },
          { init: { signal } },
        ),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** What waits, the oldest first. */
export function queueQuery() {
  return { ...approvalsQuery({ state: "waiting" }, 100), refetchInterval: queueRenewMs };
}

/** What was asked, the newest first. */
export function historyQuery({ state, tool, principal }: Filter) {
  return approvalsQuery(
    {
      ...(state === undefined ? {} : { state }),
      ...(tool === undefined ? {} : { tool }),
      ...(principal === undefined ? {} : { principal }),
    },
    50,
  );
}

export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: ["approvals", "one", id],
    queryFn: ({ signal }) => parseResponse(api.approvals[":id"].$get({ param: { id } }, { init: { signal } })),
  });
}

export function consentsQuery() {
  return queryOptions({
    queryKey: ["approvals", "grants"],
    queryFn: ({ signal }) => parseResponse(api.approvals.grants.$get({}, { init: { signal } })),
  });
}
