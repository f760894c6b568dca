import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

export function policyQuery() {
  return queryOptions({
    queryKey: ["policy", "current"],
    queryFn: ({ signal }) => parseResponse(api.policy.$get({}, { init: { signal } })),
  });
}

/** Keys that may still be used, some of which have limits of their own. */
export function limitedKeysQuery() {
  return queryOptions({
    queryKey: ["keys", "of-limits"],
    queryFn: async ({ signal }) =>
      (await parseResponse(api.keys.$get({ query: { revoked: "false" } }, { init: { signal } }))).keys,
  });
}
