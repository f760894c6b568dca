import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { getRouteApi, Link, Outlet, useMatches, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { filterRows, keyOfRow } from "./credential-rows.ts";
import { CredentialTable } from "./credential-table.tsx";
import type { CredentialsSearch } from "./credentials-search.ts";
import { KeyTrouble } from "./key-trouble.tsx";
import { useCredentialRows } from "./use-credential-rows.ts";

const route = getRouteApi("/credentials");

export function CredentialsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { name } = useParams({ strict: false });
  const { query, rows, nameOf } = useCredentialRows();
  const found = rows && filterRows(rows, search, nameOf);
  const isAdding = useMatches({ select: (matches) => matches.at(-1)?.routeId === "/credentials/~new" });
  const selected = name === undefined ? undefined : keyOfRow({ name, principalId: search.of });
  return (
    <div className={page.withPanel} data-open={isAdding || selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("pages.credentials")} lead={t("credentials.lead")}>
          <AddButton />
        </PageHead>
        {rows === undefined || found === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={6} height={40} />
          )
        ) : rows.length === 0 ? (
          <Empty title={t("credentials.empty")} help={t("credentials.emptyHelp")}>
            <AddButton />
          </Empty>
        ) : (
          <>
            <KeyTrouble rows={rows} />
            <Filters />
            {found.length === 0 ? (
              <NoMatch />
            ) : (
              <CredentialTable rows={found} selected={selected ?? (isAdding ? "" : undefined)} nameOf={nameOf} />
            )}
          </>
        )}
      </div>
      <Outlet />
    </div>
  );
}

function AddButton() {
  const { t } = useTranslation();
  const may = useMay();
  if (!may("credentials.write")) return null;
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link {...props} to="/credentials/~new" search={(old) => old} resetScroll={false} />}
    >
      {t("credentials.add")}
    </Button>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { q = "", show } = route.useSearch();
  const set = useSetSearch();
  return (
    <search className={page.filters}>
      <TextInput
        type="search"
        aria-label={t("credentials.search")}
        placeholder={t("credentials.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        aria-label={t("credentials.show")}
        placeholder={t("credentials.all")}
        clearable
        value={show ?? null}
        onChange={(value) => set({ show: value ?? "" })}
        data={(["missing", "shared", "own"] as const).map((value) => ({
          value,
          label: t(`credentials.shown.${value}`),
        }))}
      />
    </search>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const set = useSetSearch();
  return (
    <Empty title={t("credentials.noMatch")}>
      <Button variant="default" size="xs" onClick={() => set({ q: "", show: "" })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}

/** Changes some filters and keeps the others; an empty one leaves the address. */
function useSetSearch() {
  const navigate = route.useNavigate();
  return (change: { q?: string; show?: string }) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== ""),
        ) as CredentialsSearch,
    });
}
