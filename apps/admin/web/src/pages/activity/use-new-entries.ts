import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useNow } from "../../format/format-context.tsx";
import { auditPageSize, auditQuery, newestQuery } from "./activity-queries.ts";
import type { ActivitySearch } from "./activity-search.ts";
import { freshEntries } from "./fresh-entries.ts";

/**
 * Entries that were added since the list was read. They wait until asked for, so that rows do not jump; with `follow` they
 * enter at once.
 */
export function useNewEntries(
  search: ActivitySearch,
  { follow, enabled }: { follow: boolean; enabled: boolean },
): { count: number; more: boolean; show: () => void } {
  const queries = useQueryClient();
  const now = useNow();
  const { queryKey } = auditQuery(search);
  const isOver = search.to !== undefined && search.to <= now;
  const list = queries.getQueryState(queryKey);
  const listed = list?.data?.pages.flatMap((page) => page.entries);
  const wait = enabled && !isOver && listed !== undefined;
  const { data: newest } = useQuery({
    ...newestQuery(search),
    // The list itself is the first look.
    initialData: () => list?.data?.pages[0],
    initialDataUpdatedAt: () => list?.dataUpdatedAt,
    enabled: wait,
  });
  const fresh = freshEntries(newest?.entries ?? [], listed ?? []);
  const more = fresh.length >= auditPageSize;

  const enter = useEffectEvent(() => show());
  const arrived = fresh[0]?.id;
  useEffect(() => {
    if (follow && wait && arrived !== undefined) enter();
  }, [follow, wait, arrived]);

  return { count: wait ? fresh.length : 0, more, show };

  function show() {
    // From the first page again, where what lies between would otherwise be missing.
    if (more) return void queries.resetQueries({ queryKey, exact: true });
    queries.setQueryData(queryKey, (old) => {
      const [first, ...others] = old?.pages ?? [];
      if (old === undefined || first === undefined) return old;
      return { ...old, pages: [{ ...first, entries: [...fresh, ...first.entries] }, ...others] };
    });
  }
}
