import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(() => import("./rules-page.tsx"), "RulesPage"),
});

export const rulesRoutes = rules;
