import { Button, Switch } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { callsQuery } from "../../api/queries.ts";
import { LoadMore } from "../../components/load-more.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { CallFilters } from "./call-filters.tsx";
import { CallTable } from "./call-table.tsx";
import { NoCallsYet } from "./no-calls-yet.tsx";
import classes from "./activity.module.css";
import { useSetFilter } from "./use-set-filter.ts";
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
  const filtered = Object.keys(filter).length > 0;

  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("activity.title")} lead={t("activity.lead")} />
        {(filtered || calls === undefined || calls.length > 0) && (
          <CallFilters>
            <Switch
              className={classes.switch}
              label={t("activity.liveTail")}
              checked={follow}
              onChange={(event) => setFollow(event.currentTarget.checked)}
            />
          </CallFilters>
        )}
        <div className={classes.newCalls} role="status">
          {fresh.count > 0 && (
            <Button
              size="compact-sm"
              radius="xl"
              leftSection={<IconArrowUp size={14} aria-hidden />}
              onClick={fresh.show}
            >
              {t(fresh.more ? "activity.newCallsMore" : "activity.newCalls", { count: fresh.count })}
            </Button>
          )}
        </div>
        {calls === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={14} height={38} />
          )
        ) : calls.length === 0 ? (
          filtered ? (
            <NoMatch />
          ) : (
            <NoCallsYet />
          )
        ) : (
          <>
            <CallTable calls={calls} selected={selected} />
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
    <Empty title={t("activity.noMatch")}>
      <Button variant="default" size="xs" onClick={() => set({ tool: "", outcome: "", principal: "" })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}
