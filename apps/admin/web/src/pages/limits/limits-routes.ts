import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { withTexts } from "../../i18n/texts.ts";

const limits = createRoute({
  getParentRoute: () => root,
  path: "/limits",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(
    withTexts(["limits"], () => import("./limits-page.tsx")),
    "LimitsPage",
  ),
});

const everyCaller = createRoute({
  getParentRoute: () => limits,
  path: "default",
  component: lazyRouteComponent(
    withTexts(["limits"], () => import("./limits-panel.tsx")),
    "DefaultLimitsPanel",
  ),
});

const ofTool = createRoute({
  getParentRoute: () => limits,
  path: "tool/$name",
  component: lazyRouteComponent(
    withTexts(["limits"], () => import("./limits-panel.tsx")),
    "ToolLimitsPanel",
  ),
});

const ofKey = createRoute({
  getParentRoute: () => limits,
  path: "key/$id",
  component: lazyRouteComponent(
    withTexts(["limits"], () => import("./limits-panel.tsx")),
    "KeyLimitsPanel",
  ),
});

export const limitsRoutes = limits.addChildren([everyCaller, ofTool, ofKey]);
