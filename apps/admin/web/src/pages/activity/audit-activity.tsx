import { Button, Switch } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LoadMore } from "../../components/load-more.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import classes from "./activity.module.css";
import { auditQuery } from "./activity-queries.ts";
import { AuditActions } from "./audit-actions.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { NoCallsYet } from "./no-calls-yet.tsx";
import { useNewEntries } from "./use-new-entries.ts";
import { useSetFilter } from "./use-set-filter.ts";

const route = getRouteApi("/activity");

/** Everything that is recorded. */
export function AuditActivity() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { callId: selected } = useParams({ strict: false });
  const [follow, setFollow] = useState(false);
  const query = useInfiniteQuery(auditQuery(search));
  const entries = useMemo(() => query.data?.pages.flatMap((one) => one.entries), [query.data]);
  const isEmpty = entries?.length === 0;
  // On an empty page nothing can jump: the first entries appear by themselves.
  const fresh = useNewEntries(search, { follow: follow || isEmpty, enabled: query.isSuccess });
  const filtered = Object.values(search).some((value) => value !== undefined);

  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("activity.title")} lead={t("activity.leadAll")}>
          <AuditActions search={search} />
        </PageHead>
        <AuditFilters>
          <Switch
            className={classes.switch}
            label={t("activity.liveTail")}
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
        </AuditFilters>
        <div className={classes.newCalls} role="status">
          {fresh.count > 0 && !follow && (
            <Button
              size="compact-sm"
              radius="xl"
              leftSection={<IconArrowUp size={14} aria-hidden />}
              onClick={() => {
                fresh.show();
                scrollTo({ top: 0 });
              }}
            >
              {t(fresh.more ? "activity.newEntriesMore" : "activity.newEntries", { count: fresh.count })}
            </Button>
          )}
        </div>
        {entries === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={14} height={46} />
          )
        ) : isEmpty ? (
          filtered ? (
            <NoMatch />
          ) : (
            <NoCallsYet />
          )
        ) : (
          <>
            <AuditTable entries={entries} selected={selected} />
            {query.hasNextPage ? (
              query.isFetchNextPageError ? (
                <Failed query={query} compact />
              ) : (
                <LoadMore loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
              )
            ) : (
              <div className={classes.end}>{t("activity.end")}</div>
            )}
          </>
        )}
      </div>
      <Outlet />
    </div>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const set = useSetFilter();
  return (
    <Empty title={t("activity.noMatchAll")}>
      <Button variant="default" size="xs" onClick={() => set({}, { replaceAll: true })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}
