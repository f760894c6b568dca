import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { callsQuery } from "../../api/queries.ts";
import { ActivityFrame } from "./activity-frame.tsx";
import { CallFilters } from "./call-filters.tsx";
import { CallTable } from "./call-table.tsx";
import { useNewCalls } from "./use-new-calls.ts";

const route = getRouteApi("/activity");

/** Calls, as everybody may see that they happened. */
export function CallActivity() {
  const { t } = useTranslation();
  const { tool, outcome, principal } = route.useSearch();
  const filter = {
    ...(tool !== undefined && { tool }),
    ...(outcome !== undefined && { outcome }),
    ...(principal !== undefined && { principal }),
  };
  const { callId: selected } = useParams({ strict: false });
  const [follow, setFollow] = useState(false);
  const query = useInfiniteQuery(callsQuery(filter));
  const calls = useMemo(() => query.data?.pages.flatMap((one) => one.calls), [query.data]);
  // On an empty page nothing can jump: the first calls appear by themselves.
  const fresh = useNewCalls(filter, follow || calls?.length === 0);
  return (
    <ActivityFrame
      lead={t("activity.lead")}
      filters={CallFilters}
      isFiltered={Object.keys(filter).length > 0}
      count={calls?.length}
      query={query}
      rowHeight={38}
      fresh={{ ...fresh, text: t(fresh.more ? "activity.newCallsMore" : "activity.newCalls", { count: fresh.count }) }}
      follow={follow}
      onFollow={setFollow}
      noMatch={t("activity.noMatch")}
      isOpen={selected !== undefined}
    >
      <CallTable calls={calls ?? []} selected={selected} />
    </ActivityFrame>
  );
}
