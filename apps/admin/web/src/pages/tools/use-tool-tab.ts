import { getRouteApi } from "@tanstack/react-router";
import { toolTabs, type ToolTab } from "../../app/search.ts";
import { useMay } from "../../app/use-me.ts";

const route = getRouteApi("/tools");

/** Tabs that the person may see. */
export function useToolTabs(): readonly ToolTab[] {
  const may = useMay();
  const needed = {
    try: "tools.call",
    schema: "tools.read",
    access: "policy.read",
    calls: "calls.read",
    history: "audit.read",
  } as const;
  return toolTabs.filter((tab) => may(needed[tab]));
}

/** The one that is open: that of the address, else the first. */
export function useToolTab(): ToolTab {
  const { tab } = route.useSearch();
  const tabs = useToolTabs();
  return tab !== undefined && tabs.includes(tab) ? tab : (tabs[0] ?? "schema");
}
