import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

/** Keys that hold or may hold again, with what they are granted. */
export function grantsQuery() {
  return queryOptions({
    queryKey: ["keys", "grants"],
    queryFn: ({ signal }) => parseResponse(api.keys.$get({ query: {} }, { init: { signal } })),
    staleTime: 30_000,
  });
}

export const changesLookedThrough = 200;

/** Changes whose text names a tool, newest first. What is about it is for `changesOf` to say. */
export function changesNamingQuery(tool: string) {
  return queryOptions({
    queryKey: ["policy", "changes", tool],
    queryFn: ({ signal }) =>
      parseResponse(
        api.audit.$get(
          { query: { kind: "change", outcome: "ok", text: tool.slice(0, 200), limit: String(changesLookedThrough) } },
          { init: { signal } },
        ),
      ),
    staleTime: 10_000,
  });
}

/** The newest calls of one tool. */
export function recentCallsQuery(tool: string) {
  return queryOptions({
    queryKey: ["calls", "recent", tool],
    queryFn: ({ signal }) => parseResponse(api.calls.$get({ query: { tool, limit: "20" } }, { init: { signal } })),
    staleTime: 5000,
    refetchInterval: 15_000,
  });
}
