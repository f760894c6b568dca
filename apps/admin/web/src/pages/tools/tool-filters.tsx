import { Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { ToolsSearch } from "../../app/search.ts";
import page from "../../components/page.module.css";

const route = getRouteApi("/tools");

interface ToolFiltersProps {
  readonly typed: string;
  readonly packs: readonly string[];
  readonly found: number | undefined;
  /** Whether the reader may know what is on. */
  readonly withState: boolean;
  /** There is room for the search alone. */
  readonly isNarrow: boolean;
  onType(text: string): void;
}

export function ToolFilters({ typed, packs, found, withState, isNarrow, onType }: ToolFiltersProps) {
  const { t } = useTranslation();
  return (
    <search className={page.filters}>
      <TextInput
        className={page.search}
        type="search"
        aria-label={t("tools.search")}
        placeholder={t("tools.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      {!isNarrow && <Choices packs={packs} withState={withState} />}
      <span className={page.count} role="status">
        {found !== undefined && t("tools.found", { count: found })}
      </span>
    </search>
  );
}

/** Kept as they are while only what is typed changes. */
const Choices = memo(function Choices({ packs, withState }: Pick<ToolFiltersProps, "packs" | "withState">) {
  const { t } = useTranslation();
  const { access, pack, state } = route.useSearch();
  const set = useSetSearch();
  return (
    <>
      <Select
        aria-label={t("tools.access")}
        placeholder={t("tools.anyAccess")}
        clearable
        value={access ?? null}
        onChange={(value) => set({ access: value })}
        data={(["read", "write", "destructive"] as const).map((value) => ({ value, label: t(`access.${value}`) }))}
      />
      <Select
        aria-label={t("tools.pack")}
        placeholder={t("tools.anyPack")}
        clearable
        searchable={packs.length > 10}
        limit={100}
        value={pack ?? null}
        onChange={(value) => set({ pack: value })}
        data={[...packs]}
      />
      {withState && (
        <Select
          aria-label={t("tools.state")}
          placeholder={t("tools.anyState")}
          clearable
          value={state ?? null}
          onChange={(value) => set({ state: value })}
          data={(["on", "off"] as const).map((value) => ({ value, label: t(`tools.${value}`) }))}
        />
      )}
    </>
  );
});

type Change = { readonly [Name in keyof ToolsSearch]?: ToolsSearch[Name] | null };

/** Changes some of the address and keeps the rest; null leaves it. */
export function useSetSearch(): (change: Change) => void {
  // Not the list's own: the panel that stands open beside it stays.
  const navigate = useNavigate();
  return (change) =>
    void navigate({
      to: ".",
      replace: true,
      resetScroll: false,
      search: ((old: ToolsSearch) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== "" && value !== null),
        )) as never,
    });
}
