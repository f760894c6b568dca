import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery } from "../../api/policy.ts";
import { toolsQuery } from "../../api/queries.ts";
import { toolTabs, type ToolTab } from "../../app/search.ts";
import { useMay } from "../../app/use-me.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { AccessTab } from "./access-tab.tsx";
import { CallsTab } from "./calls-tab.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { SchemaTab } from "./schema-tab.tsx";
import { showTools, type ShownTool } from "./shown-tools.ts";
import { ToolHead } from "./tool-head.tsx";
import { useSetSearch } from "./tool-filters.tsx";
import classes from "./tools.module.css";
import { useToolTab, useToolTabs } from "./use-tool-tab.ts";

const route = getRouteApi("/tools/$name");
const TryIt = lazy(async () => ({ default: (await import("./try-it/try-it.tsx")).TryIt }));

/** One tool, at an address of its own. */
export function ToolPanel() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(toolsQuery());
  const shown = useShown(name);
  return (
    <SidePanel
      title={<code>{name}</code>}
      label={name}
      onClose={() => void navigate({ to: "/tools", search: (old) => old, resetScroll: false })}
    >
      {shown !== undefined ? (
        <>
          <ToolHead key={name} shown={shown} />
          <ToolTabs key={`${name} tabs`} shown={shown} />
        </>
      ) : query.data !== undefined ? (
        <Empty title={t("tools.gone")} help={t("tools.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={6} height={40} />
      )}
    </SidePanel>
  );
}

/** The tool of this name as the owner has it. */
function useShown(name: string): ShownTool | undefined {
  const may = useMay();
  const { data } = useQuery(toolsQuery());
  const { data: policy } = useQuery({ ...policyQuery(), enabled: may("policy.read") });
  const tool = data?.tools.find((one) => one.name === name);
  const settings = policy?.document.tools;
  return useMemo(() => (tool === undefined ? undefined : showTools([tool], settings)[0]), [tool, settings]);
}

function ToolTabs({ shown }: { shown: ShownTool }) {
  const { t } = useTranslation();
  const set = useSetSearch();
  const tabs = useToolTabs();
  const tab = useToolTab();
  // What is being tried stays while another tab is looked at, and is not loaded before it is asked for.
  const [wasTried, setTried] = useState(false);
  if (tab === "try" && !wasTried) setTried(true);
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) => set({ tab: next === tabs[0] ? null : (toolTabs.find((one) => one === next) ?? null) })}
    >
      <Tabs.List aria-label={t("tools.tabsLabel")} className={classes.tabs}>
        {tabs.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`tools.tabs.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((one) => (
        <Tabs.Panel key={one} value={one} className={classes.tabPanel} keepMounted={one === "try" && wasTried}>
          <Suspense fallback={<LoadingRows rows={5} height={48} />}>
            <TabContent tab={one} shown={shown} />
          </Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function TabContent({ tab, shown }: { tab: ToolTab; shown: ShownTool }) {
  switch (tab) {
    case "try":
      return <TryIt shown={shown} />;
    case "schema":
      return <SchemaTab tool={shown.tool} />;
    case "access":
      return <AccessTab shown={shown} />;
    case "calls":
      return <CallsTab tool={shown.name} />;
    case "history":
      return <HistoryTab tool={shown.name} />;
  }
}
