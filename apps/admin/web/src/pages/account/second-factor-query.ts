import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

export function secondFactorQuery() {
  return queryOptions({
    queryKey: ["me", "second-factor"],
    queryFn: ({ signal }) => parseResponse(api.me["second-factor"].$get({}, { init: { signal } })),
  });
}
