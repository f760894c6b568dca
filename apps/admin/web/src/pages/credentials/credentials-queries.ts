import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

export function credentialsQuery() {
  return queryOptions({
    queryKey: ["credentials"],
    queryFn: async ({ signal }) => (await parseResponse(api.credentials.$get({}, { init: { signal } }))).credentials,
  });
}

/** For the names of keys that have credentials of their own. */
export function keyNamesQuery() {
  return queryOptions({
    queryKey: ["keys", "names"],
    queryFn: async ({ signal }) => {
      const { keys } = await parseResponse(api.keys.$get({ query: { revoked: "true" } }, { init: { signal } }));
      return keys.map(({ id, name, state }) => ({ id, name, state }));
    },
    staleTime: 60_000,
  });
}
