import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useParams } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { SessionFilters, useSetSearch } from "./session-filters.tsx";
import { SessionTable } from "./session-table.tsx";
import { sessionsQuery } from "./sessions-queries.ts";
import { filterSessions } from "./sessions-search.ts";

const route = getRouteApi("/sessions");

export function SessionsPage() {
  const { t } = useTranslation();
  const { sessionId: selected } = useParams({ strict: false });
  const query = useQuery(sessionsQuery());
  const search = useDeferredValue(route.useSearch());
  const shown = useMemo(() => filterSessions(query.data?.sessions ?? [], search), [query.data, search]);
  const all = query.data?.sessions.length;

  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("pages.sessions")} lead={`${t("sessions.lead")} ${t("sessions.reportHelp")}`} />
        {all === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={8} height={46} />
          )
        ) : all === 0 ? (
          <NothingOpen />
        ) : (
          <>
            <SessionFilters found={shown.length} />
            {shown.length === 0 ? <NoMatch /> : <SessionTable sessions={shown} selected={selected} />}
          </>
        )}
      </div>
      <Outlet />
    </div>
  );
}

function NothingOpen() {
  const { t } = useTranslation();
  return (
    <Empty title={t("sessions.empty")} help={t("sessions.emptyHelp")}>
      <Link to="/activity">{t("sessions.toActivity")}</Link>
    </Empty>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const set = useSetSearch();
  return (
    <Empty title={t("sessions.noMatch")}>
      <Button variant="default" size="xs" onClick={() => set({ q: "", transport: "" })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}
