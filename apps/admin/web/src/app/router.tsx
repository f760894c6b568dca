import {
  type AnyRoute,
  type AnyRouter,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { authQuery, toolsQuery } from "../api/queries.ts";
import { withTexts } from "../i18n/texts.ts";
import { accountRoutes } from "../pages/account/account-routes.ts";
import { approvalsRoutes } from "../pages/approvals/approvals-routes.ts";
import { sessionsRoutes } from "../pages/sessions/sessions-routes.ts";
import { toolsetsRoutes } from "../pages/toolsets/toolsets-routes.ts";
import { keysRoutes } from "../pages/keys/keys-routes.ts";
import { rulesRoutes } from "../pages/rules/rules-routes.ts";
import { limitsRoutes } from "../pages/limits/limits-routes.ts";
import { credentialsRoutes } from "../pages/credentials/credentials-routes.ts";
import { peopleRoutes } from "../pages/people/people-routes.ts";
import { settingsRoutes } from "../pages/settings/settings-routes.ts";
import { welcomeRoutes } from "../pages/welcome/welcome-routes.ts";
import { aboutRoutes } from "../pages/about/about-routes.ts";
import { readActivitySearch } from "../pages/activity/activity-search.ts";
import { PageFailed } from "./page-failed.tsx";
import { root, type RouterContext } from "./root-route.ts";
import { only, readHomeSearch, readSignInSearch, readTokenSearch, readToolsSearch } from "./search.ts";

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
  component: lazyRouteComponent(
    withTexts(["tools"], () => import("../pages/tools/tools-page.tsx")),
    "ToolsPage",
  ),
  loader: ({ context }) => void context.queries.prefetchQuery(toolsQuery()),
});

const tool = createRoute({
  getParentRoute: () => tools,
  path: "$name",
  component: lazyRouteComponent(
    withTexts(["tools", "rules"], () => import("../pages/tools/tool-panel.tsx")),
    "ToolPanel",
  ),
});

const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  validateSearch: only(readActivitySearch),
  component: lazyRouteComponent(
    withTexts(["activity"], () => import("../pages/activity/activity-page.tsx")),
    "ActivityPage",
  ),
});

const call = createRoute({
  getParentRoute: () => activity,
  path: "$callId",
  component: lazyRouteComponent(
    withTexts(["activity"], () => import("../pages/activity/call-panel.tsx")),
    "CallPanel",
  ),
});

const routeTree = root.addChildren([
  home,
  tools.addChildren([tool]),
  activity.addChildren([call]),
  approvalsRoutes,
  sessionsRoutes,
  toolsetsRoutes,
  keysRoutes,
  rulesRoutes,
  limitsRoutes,
  credentialsRoutes,
  peopleRoutes,
  settingsRoutes,
  aboutRoutes,
  welcomeRoutes,
  accountRoutes,
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

/** Begins to load the code of the page that the address names. What cannot be had now is asked for again by the page. */
export function loadPageCode(router: AnyRouter): void {
  for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
    const route: AnyRoute | undefined = router.routesById[routeId];
    if (route !== undefined) router.loadRouteChunk(route)?.catch(() => {});
  }
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
