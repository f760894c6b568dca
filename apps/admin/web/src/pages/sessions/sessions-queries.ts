import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

export const sessionsKey = ["sessions"];

/** As the processes last reported it: they do so every five seconds. */
export function sessionsQuery() {
  return queryOptions({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => parseResponse(api.sessions.$get({}, { init: { signal } })),
    refetchInterval: 5000,
  });
}
