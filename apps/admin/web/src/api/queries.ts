import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "./client.ts";

/** Who is signed in. Every page needs it; whatever finds the session gone says so here. */
export function authQuery() {
  return queryOptions({
    queryKey: ["auth"],
    queryFn: ({ signal }) => parseResponse(api.auth.state.$get({}, { init: { signal } })),
    staleTime: 60_000,
  });
}

/** What an invitation offers. A link is not tried again and again: each look counts as an attempt. */
export function offerQuery(token: string) {
  return queryOptions({
    queryKey: ["offer", token],
    queryFn: ({ signal }) => parseResponse(api.invitations.look.$post({ json: { token } }, { init: { signal } })),
    staleTime: Infinity,
    retry: false,
  });
}

/** Kept in step by the live stream; read anew only where that fails. */
export function overviewQuery() {
  return queryOptions({
    queryKey: ["overview"],
    queryFn: ({ signal }) => parseResponse(api.overview.$get({}, { init: { signal } })),
    staleTime: 5000,
  });
}

/** How many calls wait for a person; kept in step by the live stream. */
export function waitingQuery() {
  return queryOptions({
    queryKey: ["approvals", "count"],
    queryFn: ({ signal }) => parseResponse(api.approvals.count.$get({}, { init: { signal } })),
    staleTime: 30_000,
  });
}

export function toolsQuery() {
  return queryOptions({
    queryKey: ["tools"],
    queryFn: ({ signal }) => parseResponse(api.tools.$get({}, { init: { signal } })),
    staleTime: 60_000,
  });
}

/** Keys, for what Home and the palette tell of them; read anew with whatever else is about keys. */
export function keysGlanceQuery() {
  return queryOptions({
    queryKey: ["keys", "glance"],
    queryFn: ({ signal }) => parseResponse(api.keys.$get({ query: {} }, { init: { signal } })),
    staleTime: 60_000,
    refetchInterval: 300_000,
  });
}

/** People, for the palette. */
export function peopleGlanceQuery() {
  return queryOptions({
    queryKey: ["people", "glance"],
    queryFn: ({ signal }) => parseResponse(api.people.$get({}, { init: { signal } })),
    staleTime: 60_000,
  });
}

export interface CallFilter {
  readonly tool?: string | undefined;
  /** Separated by commas. */
  readonly outcome?: string | undefined;
  readonly principal?: string | undefined;
}

export const callsPageSize = 50;

export function callsQuery({ tool, outcome, principal }: CallFilter) {
  return infiniteQueryOptions({
    queryKey: ["calls", "list", { tool, outcome, principal }],
    queryFn: ({ signal, pageParam }) =>
      parseResponse(
        api.calls.$get(
          {
            query: {
              limit: String(callsPageSize),
              ...(tool === undefined ? {} : { tool }),
              ...(outcome === undefined ? {} : { outcome }),
              ...(principal === undefined ? {} : { principal }),
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

export function callQuery(id: string) {
  return queryOptions({
    queryKey: ["calls", "one", id],
    queryFn: ({ signal }) => parseResponse(api.calls[":id"].$get({ param: { id } }, { init: { signal } })),
    // A recorded call does not change.
    staleTime: Infinity,
  });
}

export function troubleQuery() {
  return queryOptions({
    queryKey: ["calls", "trouble"],
    queryFn: ({ signal }) =>
      parseResponse(
        api.calls.$get({ query: { outcome: "error,refused,timeout,unknown", limit: "5" } }, { init: { signal } }),
      ),
    refetchInterval: 30_000,
  });
}

export interface Span {
  readonly spanMs: number;
  readonly stepMs: number;
}

/** Calls over the last `spanMs`, up to now: whole buckets only, since half a bucket looks like a fall. */
export function histogramQuery({ spanMs, stepMs }: Span) {
  return queryOptions({
    queryKey: ["calls", "histogram", spanMs, stepMs],
    queryFn: ({ signal }) => {
      const gridMs = Math.max(1000, stepMs / 12);
      const to = Math.ceil(Date.now() / gridMs) * gridMs;
      return parseResponse(
        api.calls.histogram.$get(
          { query: { from: String(to - spanMs), to: String(to), stepMs: String(stepMs) } },
          { init: { signal } },
        ),
      );
    },
    refetchInterval: Math.min(60_000, Math.max(5000, stepMs / 3)),
    placeholderData: keepPreviousData,
  });
}
