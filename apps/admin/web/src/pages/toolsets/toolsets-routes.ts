import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { withTexts } from "../../i18n/texts.ts";

const toolsets = createRoute({
  getParentRoute: () => root,
  path: "/toolsets",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(
    withTexts(["toolsets"], () => import("./toolsets-page.tsx")),
    "ToolsetsPage",
  ),
});

const toolset = createRoute({
  getParentRoute: () => toolsets,
  path: "$name",
  component: lazyRouteComponent(
    withTexts(["toolsets"], () => import("./toolset-panel.tsx")),
    "ToolsetPanel",
  ),
});

/** No toolset's name begins with a hyphen. */
const newToolset = createRoute({
  getParentRoute: () => toolsets,
  path: "-/new",
  staticData: { needs: "policy.write" },
  component: lazyRouteComponent(
    withTexts(["toolsets", "rules"], () => import("./edit-panel.tsx")),
    "NewToolsetPanel",
  ),
});

const editToolset = createRoute({
  getParentRoute: () => toolsets,
  path: "$name/edit",
  staticData: { needs: "policy.write" },
  component: lazyRouteComponent(
    withTexts(["toolsets", "rules"], () => import("./edit-panel.tsx")),
    "EditToolsetPanel",
  ),
});

export const toolsetsRoutes = toolsets.addChildren([toolset, newToolset, editToolset]);
