import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const limits = createRoute({
  getParentRoute: () => root,
  path: "/limits",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(() => import("./limits-page.tsx"), "LimitsPage"),
});

export const limitsRoutes = limits;
