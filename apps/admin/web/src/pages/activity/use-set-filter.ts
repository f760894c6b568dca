import { getRouteApi } from "@tanstack/react-router";
import type { ActivitySearch } from "./activity-search.ts";

const route = getRouteApi("/activity");

/** What becomes of the filters; an empty one leaves the address. */
export type FilterChange = { readonly [Name in keyof ActivitySearch]?: ActivitySearch[Name] | "" | undefined };

/** Changes some filters and keeps the others, or with `replaceAll` keeps none. */
export function useSetFilter() {
  const navigate = route.useNavigate();
  return (change: FilterChange, { replaceAll = false } = {}) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...(replaceAll ? {} : old), ...change }).filter(
            ([, value]) => value !== "" && value !== undefined,
          ),
        ) as ActivitySearch,
    });
}
