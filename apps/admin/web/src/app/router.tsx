import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { Live } from "../api/live.ts";
import { authQuery, overviewQuery, toolsQuery } from "../api/queries.ts";
import { NotFoundPage, PageFailed } from "./page-failed.tsx";
import { Root } from "./root.tsx";
import {
  only,
  readActivitySearch,
  readHomeSearch,
  readSignInSearch,
  readTokenSearch,
  readToolsSearch,
} from "./search.ts";

export interface RouterContext {
  readonly queries: QueryClient;
  readonly live: Live;
}

/** Where people come in; all other addresses are for those who are. */
const entrances = ["/sign-in", "/setup", "/invitation"];

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
  async beforeLoad({ context, location }) {
    if (entrances.includes(location.pathname)) return;
    const { me } = await context.queries.ensureQueryData(authQuery());
    if (me === null)
      redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href }, throw: true });
    void context.queries.prefetchQuery(overviewQuery());
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  staticData: { entrance: true },
  validateSearch: only(readSignInSearch),
  async beforeLoad({ context }) {
    const { me } = await context.queries.ensureQueryData(authQuery());
    if (me !== null) redirect({ to: "/", throw: true });
  },
  component: lazyRouteComponent(() => import("../pages/entrance/sign-in-page.tsx"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  staticData: { entrance: true },
  validateSearch: only(readTokenSearch),
  component: lazyRouteComponent(() => import("../pages/entrance/setup-page.tsx"), "SetupPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  staticData: { entrance: true },
  validateSearch: only(readTokenSearch),
  component: lazyRouteComponent(() => import("../pages/entrance/invitation-page.tsx"), "InvitationPage"),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: only(readHomeSearch),
  component: lazyRouteComponent(() => import("../pages/home/home-page.tsx"), "HomePage"),
});

const tools = createRoute({
  getParentRoute: () => root,
  path: "/tools",
  validateSearch: only(readToolsSearch),
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
  validateSearch: only(readActivitySearch),
  component: lazyRouteComponent(() => import("../pages/activity/activity-page.tsx"), "ActivityPage"),
});

const call = createRoute({
  getParentRoute: () => activity,
  path: "$callId",
  component: lazyRouteComponent(() => import("../pages/activity/call-panel.tsx"), "CallPanel"),
});

const routeTree = root.addChildren([
  home,
  tools.addChildren([tool]),
  activity.addChildren([call]),
  signIn,
  setup,
  invitation,
]);

export function createConsoleRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
  interface StaticDataRouteOption {
    /** Stands alone, without what is around the other pages. */
    entrance?: boolean;
  }
}
