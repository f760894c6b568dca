import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useChildMatches, useParams } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useNow } from "../../format/format-context.tsx";
import { KeyFilters, useSetFilter } from "./key-filters.tsx";
import { filterKeys } from "./key-states.ts";
import { KeyTable } from "./key-table.tsx";
import { keysQuery } from "./keys-queries.ts";

const route = getRouteApi("/keys");

export function KeysPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const now = useNow();
  const { keyId } = useParams({ strict: false });
  const isOpen = useChildMatches({ select: (matches) => matches.length > 0 });
  const query = useQuery(keysQuery({ revoked: search.state === "revoked" }));
  const deferred = useDeferredValue(search);
  const keys = useMemo(() => query.data && filterKeys(query.data, deferred, now), [query.data, deferred, now]);
  const filtered = Object.keys(search).length > 0;

  return (
    <div className={page.withPanel} data-open={isOpen}>
      <div className={page.page}>
        <PageHead title={t("pages.keys")} lead={t("keys.lead")}>
          <CreateKey />
        </PageHead>
        {(filtered || keys === undefined || keys.length > 0) && <KeyFilters found={keys?.length} />}
        {keys === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={8} height={50} />
          )
        ) : keys.length > 0 ? (
          <KeyTable keys={keys} selected={isOpen ? (keyId ?? "") : undefined} />
        ) : filtered ? (
          <NoMatch />
        ) : (
          <Empty title={t("keys.empty")} help={t("keys.emptyHelp")}>
            <CreateKey />
          </Empty>
        )}
      </div>
      <Outlet />
    </div>
  );
}

function CreateKey() {
  const { t } = useTranslation();
  const may = useMay();
  if (!may("keys.write")) return null;
  return (
    <Button
      size="sm"
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link {...props} to="/keys/new" search={(old) => old} resetScroll={false} />}
    >
      {t("keys.create")}
    </Button>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const set = useSetFilter();
  return (
    <Empty title={t("keys.noMatch")}>
      <Button variant="default" size="xs" onClick={() => set({ q: "", state: null, toolset: null, access: null })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}
