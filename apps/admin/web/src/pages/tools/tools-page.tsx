import { Button } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery } from "../../api/policy.ts";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { ChosenBar } from "./chosen-bar.tsx";
import { filterTools } from "./filter-tools.ts";
import { showTools } from "./shown-tools.ts";
import { ToolFilters, useSetSearch } from "./tool-filters.tsx";
import { ToolTable } from "./tool-table.tsx";
import { useToolSwitch } from "./use-tool-switch.tsx";
import { useToolTab } from "./use-tool-tab.ts";

const route = getRouteApi("/tools");
const addressDelayMs = 300;

export function ToolsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { name: selected } = useParams({ strict: false });
  const query = useQuery(toolsQuery());
  const { data: policy } = useQuery({ ...policyQuery(), enabled: may("policy.read") });
  const filter = useFilter();
  const all = useMemo(
    () => showTools(query.data?.tools ?? [], policy?.document.tools),
    [query.data, policy?.document.tools],
  );
  const packs = useMemo(() => query.data?.packs.map(({ name }) => name) ?? [], [query.data]);
  const tools = useMemo(() => filterTools(all, filter.applied), [all, filter.applied]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set<string>());
  const selection = useMemo(() => ({ chosen, onChange: setChosen }), [chosen]);
  const switchTools = useToolSwitch();
  const isWide = useToolTab() === "try" && selected !== undefined;
  const maySwitch = may("policy.write") && policy !== undefined;

  return (
    <div className={page.withPanel} data-open={selected !== undefined} data-wide={isWide}>
      <div className={page.page}>
        <PageHead title={t("pages.tools")} lead={<Lead />} />
        <ToolFilters
          typed={filter.typed}
          onType={filter.onType}
          packs={packs}
          found={query.data === undefined ? undefined : tools.length}
          withState={policy !== undefined}
          isNarrow={isWide}
        />
        {maySwitch && !isWide && (
          <ChosenBar chosen={chosen} onSwitch={switchTools} onClear={() => setChosen(new Set())} />
        )}
        {query.data === undefined ? (
          query.isError ? (
            <Failed query={query} />
          ) : (
            <LoadingRows rows={10} height={50} />
          )
        ) : all.length === 0 ? (
          <Empty title={t("tools.empty")} help={t("tools.emptyHelp")} />
        ) : tools.length === 0 ? (
          <NoMatch onClear={() => filter.onType("")} />
        ) : (
          <ToolTable
            tools={tools}
            selected={selected}
            isNarrow={isWide}
            withState={policy !== undefined}
            onSwitch={maySwitch ? switchTools : undefined}
            selection={maySwitch ? selection : undefined}
          />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(toolsQuery());
  if (data === undefined) return "\u00a0";
  return t("tools.lead", {
    count: data.tools.length,
    packs: t("tools.packs", { count: data.packs.length }),
    tokens: format.number(data.tokens),
  });
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  const set = useSetSearch();
  return (
    <Empty title={t("tools.noMatch")}>
      <Button
        variant="default"
        size="xs"
        onClick={() => {
          onClear();
          set({ q: null, access: null, pack: null, state: null });
        }}
      >
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}

/** What is typed shows at once; the list follows when there is time, and the address when the typing pauses. */
function useFilter() {
  const search = route.useSearch();
  const { q = "", access, pack, state } = search;
  const set = useSetSearch();
  const setSoon = useDebouncedCallback((text: string) => set({ q: text }), addressDelayMs);
  const [local, setLocal] = useState({ of: q, text: q });
  // An address changed elsewhere (back, a link) wins over what was typed.
  const typed = local.of === q || local.text === q ? local.text : q;
  const deferred = useDeferredValue(typed);
  const applied = useMemo(
    () => ({
      q: deferred,
      ...(access !== undefined && { access }),
      ...(pack !== undefined && { pack }),
      ...(state !== undefined && { state }),
    }),
    [deferred, access, pack, state],
  );
  return {
    typed,
    applied,
    onType(text: string) {
      setLocal({ of: q, text });
      setSoon(text);
    },
  };
}
