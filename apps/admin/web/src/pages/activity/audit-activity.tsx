import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActivityFrame } from "./activity-frame.tsx";
import { auditQuery } from "./activity-queries.ts";
import { AuditActions } from "./audit-actions.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { useNewEntries } from "./use-new-entries.ts";

const route = getRouteApi("/activity");

/** Everything that is recorded. */
export function AuditActivity() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { callId: selected } = useParams({ strict: false });
  const [follow, setFollow] = useState(false);
  const query = useInfiniteQuery(auditQuery(search));
  const entries = useMemo(() => query.data?.pages.flatMap((one) => one.entries), [query.data]);
  // On an empty page nothing can jump: the first entries appear by themselves.
  const fresh = useNewEntries(search, { follow: follow || entries?.length === 0, enabled: query.isSuccess });
  return (
    <ActivityFrame
      lead={t("activity.leadAll")}
      actions={<AuditActions search={search} />}
      filters={AuditFilters}
      isFiltered={Object.values(search).some((value) => value !== undefined)}
      count={entries?.length}
      query={query}
      rowHeight={46}
      fresh={{
        ...fresh,
        text: t(fresh.more ? "activity.newEntriesMore" : "activity.newEntries", { count: fresh.count }),
      }}
      follow={follow}
      onFollow={setFollow}
      noMatch={t("activity.noMatchAll")}
      isOpen={selected !== undefined}
    >
      <AuditTable entries={entries ?? []} selected={selected} />
    </ActivityFrame>
  );
}
