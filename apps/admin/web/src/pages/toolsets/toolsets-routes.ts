import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const toolsets = createRoute({
  getParentRoute: () => root,
  path: "/toolsets",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(() => import("./toolsets-page.tsx"), "ToolsetsPage"),
});

export const toolsetsRoutes = toolsets;
