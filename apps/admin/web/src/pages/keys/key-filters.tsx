import { Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import page from "../../components/page.module.css";
import { accessKinds } from "./key-form-values.ts";
import { keyStates } from "./key-states.ts";
import { toolsetNamesQuery } from "./keys-queries.ts";
import type { KeysSearch } from "./keys-search.ts";

const route = getRouteApi("/keys");

/** The filters of the list; they live in the address. */
export function KeyFilters({ found }: { found: number | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const { q = "", state, toolset, access } = route.useSearch();
  const set = useSetFilter();
  const { data: toolsets = [] } = useQuery({ ...toolsetNamesQuery(), enabled: may("policy.read") });
  const names = new Set([...toolsets, ...(toolset === undefined ? [] : [toolset])]);
  return (
    <search className={page.filters}>
      <TextInput
        className={page.search ?? ""}
        type="search"
        aria-label={t("keys.search")}
        placeholder={t("keys.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        aria-label={t("keys.state")}
        placeholder={t("keys.anyState")}
        clearable
        value={state ?? null}
        onChange={(value) => set({ state: value })}
        data={keyStates.map((value) => ({ value, label: t(`keys.states.${value}`) }))}
      />
      {names.size > 0 && (
        <Select
          aria-label={t("keys.toolsets")}
          placeholder={t("keys.anyToolset")}
          clearable
          searchable
          value={toolset ?? null}
          onChange={(value) => set({ toolset: value })}
          data={[...names]}
        />
      )}
      <Select
        aria-label={t("keys.access")}
        placeholder={t("keys.anyAccess")}
        clearable
        value={access ?? null}
        onChange={(value) => set({ access: value })}
        data={accessKinds.map((value) => ({ value, label: t(`access.${value}`) }))}
      />
      <span className={page.count} role="status">
        {found !== undefined && t("keys.found", { count: found })}
      </span>
    </search>
  );
}

/** Changes some filters and keeps the others; an empty one leaves the address. */
export function useSetFilter() {
  const navigate = route.useNavigate();
  return (change: { [Name in keyof KeysSearch]?: KeysSearch[Name] | null }) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== "" && value !== null),
        ) as KeysSearch,
    });
}
