import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { overviewQuery, toolsQuery } from "../api/queries.ts";
import { NotFoundPage, PageFailed } from "./page-failed.tsx";
import { readActivitySearch, readHomeSearch, readToolsSearch } from "./search.ts";
import { Shell } from "./shell.tsx";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
  loader: ({ context }) => void context.queries.prefetchQuery(overviewQuery()),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readHomeSearch,
  component: lazyRouteComponent(() => import("../pages/home/home-page.tsx"), "HomePage"),
});

const tools = createRoute({
  getParentRoute: () => root,
  path: "/tools",
  validateSearch: readToolsSearch,
  component: lazyRouteComponent(() => import("../pages/tools/tools-page.tsx"), "ToolsPage"),
  loader: ({ context }) => void context.queries.prefetchQuery(toolsQuery()),
});

const tool = createRoute({
  getParentRoute: () => tools,
  path: "$name",
  component: lazyRouteComponent(() => import("../pages/tools/tool-panel.tsx"), "ToolPanel"),
});

const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  validateSearch: readActivitySearch,
  component: lazyRouteComponent(() => import("../pages/activity/activity-page.tsx"), "ActivityPage"),
});

const call = createRoute({
  getParentRoute: () => activity,
  path: "$callId",
  component: lazyRouteComponent(() => import("../pages/activity/call-panel.tsx"), "CallPanel"),
});

const routeTree = root.addChildren([home, tools.addChildren([tool]), activity.addChildren([call])]);

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
