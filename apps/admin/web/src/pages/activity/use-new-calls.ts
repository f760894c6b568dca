import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CallSummary } from "../../../../src/contract/call.ts";
import { useLiveEvent } from "../../api/live-context.tsx";
import { callsPageSize, callsQuery, type CallFilter } from "../../api/queries.ts";
import { fitsFilter } from "./fits-filter.ts";

interface Waiting {
  readonly of: string;
  readonly calls: readonly CallSummary[];
  /** Some arrived that were not sent: there are more than can be counted. */
  readonly more: boolean;
}

/**
 * Calls that arrived since the list was loaded. They wait until asked for, so that rows do not jump;
 * with `follow` they enter at once.
 */
export function useNewCalls(filter: CallFilter, follow: boolean): { count: number; more: boolean; show: () => void } {
  const queries = useQueryClient();
  const { queryKey } = callsQuery(filter);
  const of = JSON.stringify(queryKey);
  const nothing: Waiting = { of, calls: [], more: false };
  const [kept, setKept] = useState(nothing);
  const waiting = kept.of === of ? kept : nothing;

  useLiveEvent("calls", ({ calls, more }) => {
    const listed = new Set(queries.getQueryData(queryKey)?.pages.flatMap((page) => page.calls.map(({ id }) => id)));
    const known = new Set(waiting.calls.map(({ id }) => id));
    const fresh = calls.filter((call) => !listed.has(call.id) && !known.has(call.id) && fitsFilter(call, filter));
    if (fresh.length === 0 && more === 0) return;
    if (follow && more === 0) enter(fresh);
    else if (follow) void reload();
    else
      setKept({
        of,
        calls: [...fresh, ...waiting.calls].slice(0, callsPageSize),
        more: waiting.more || more > 0 || fresh.length + waiting.calls.length > callsPageSize,
      });
  });

  return { count: waiting.calls.length, more: waiting.more, show };

  function show() {
    if (waiting.more) void reload();
    else enter(waiting.calls);
    setKept(nothing);
  }

  function enter(calls: readonly CallSummary[]) {
    queries.setQueryData(queryKey, (old) => {
      const [first, ...others] = old?.pages ?? [];
      if (old === undefined || first === undefined) return old;
      return { ...old, pages: [{ ...first, calls: [...calls, ...first.calls] }, ...others] };
    });
  }

  /** From the first page again: what lies between would otherwise be missing. */
  function reload() {
    return queries.resetQueries({ queryKey, exact: true });
  }
}
