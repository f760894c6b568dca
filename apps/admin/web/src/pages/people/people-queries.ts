import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { InvitationView, Person, SessionView, TokenView } from "../../../../src/contract/people.ts";
import { api, parseResponse } from "../../api/client.ts";

export type PersonRow = z.output<typeof Person>;
export type InvitationRow = z.output<typeof InvitationView>;
export type SessionRow = z.output<typeof SessionView>;
export type TokenRow = z.output<typeof TokenView>;

export function peopleQuery() {
  return queryOptions({
    queryKey: ["people"],
    queryFn: ({ signal }) => parseResponse(api.people.$get({}, { init: { signal } })),
    staleTime: 15_000,
  });
}

export function personSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ["people", "sessions", id],
    queryFn: ({ signal }) => parseResponse(api.people[":id"].sessions.$get({ param: { id } }, { init: { signal } })),
  });
}

export function ownSessionsQuery() {
  return queryOptions({
    queryKey: ["me", "sessions"],
    queryFn: ({ signal }) => parseResponse(api.me.sessions.$get({}, { init: { signal } })),
  });
}

export function tokensQuery() {
  return queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => parseResponse(api.tokens.$get({}, { init: { signal } })),
    staleTime: 15_000,
  });
}
