import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";
import type { ActivitySearch } from "./activity-search.ts";
import { auditParameters } from "./audit-parameters.ts";

export const auditPageSize = 50;
const lookEveryMs = 3000;

function readPage(search: ActivitySearch, { before, signal }: { before: string | undefined; signal: AbortSignal }) {
  const query = { limit: String(auditPageSize), ...auditParameters(search, Date.now()) };
  return parseResponse(
    api.audit.$get({ query: { ...query, ...(before === undefined ? {} : { before }) } }, { init: { signal } }),
  );
}

/** The audit as it is filtered, page by page. */
export function auditQuery(search: ActivitySearch) {
  return infiniteQueryOptions({
    queryKey: ["calls", "audit", search],
    queryFn: ({ signal, pageParam }) => readPage(search, { before: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Its newest page again and again: what was added since the list was read. */
export function newestQuery(search: ActivitySearch) {
  return queryOptions({
    queryKey: ["audit-newest", search],
    queryFn: ({ signal }) => readPage(search, { before: undefined, signal }),
    refetchInterval: lookEveryMs,
    staleTime: lookEveryMs,
    gcTime: 0,
  });
}

export function entryQuery(id: string) {
  return queryOptions({
    queryKey: ["calls", "entry", id],
    queryFn: ({ signal }) => parseResponse(api.audit[":id"].$get({ param: { id } }, { init: { signal } })),
    // A record does not change.
    staleTime: Infinity,
    retry: false,
  });
}
