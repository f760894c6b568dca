import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

/** Everything about keys lies below this. */
export const keysKey = ["keys"] as const;
/** How soon the last use of a key is seen. */
const refreshMs = 15_000;

export function keysQuery({ revoked }: { revoked: boolean }) {
  return queryOptions({
    queryKey: [...keysKey, "list", { revoked }],
    queryFn: async ({ signal }) => {
      const query = { revoked: revoked ? "true" : "false" } as const;
      return (await parseResponse(api.keys.$get({ query }, { init: { signal } }))).keys;
    },
    refetchInterval: refreshMs,
  });
}

export function keyQuery(id: string) {
  return queryOptions({
    queryKey: [...keysKey, "one", id],
    queryFn: ({ signal }) => parseResponse(api.keys[":id"].$get({ param: { id } }, { init: { signal } })),
    refetchInterval: 5000,
  });
}

/** The last calls of a key. */
export function keyCallsQuery(principal: string) {
  return queryOptions({
    queryKey: ["calls", "of-key", principal],
    queryFn: async ({ signal }) =>
      (await parseResponse(api.calls.$get({ query: { principal, limit: "5" } }, { init: { signal } }))).calls,
    refetchInterval: refreshMs,
  });
}

/** Names of the toolsets that a key can be confined to. */
export function toolsetNamesQuery() {
  return queryOptions({
    queryKey: ["policy", "toolset-names"],
    queryFn: async ({ signal }) => {
      const { document } = await parseResponse(api.policy.$get({}, { init: { signal } }));
      return document.toolsets.map(({ name }) => name);
    },
    staleTime: 30_000,
  });
}

/** People by the ids of their principals. */
export function peopleNamesQuery() {
  return queryOptions({
    queryKey: ["people", "names"],
    queryFn: async ({ signal }) => {
      const { people } = await parseResponse(api.people.$get({}, { init: { signal } }));
      return people.map(({ id, name, email }) => ({ value: `user:${id}`, label: `${name} · ${email}` }));
    },
    staleTime: 30_000,
  });
}
