import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const approvals = createRoute({
  getParentRoute: () => root,
  path: "/approvals",
  staticData: { needs: "approvals.read" },
  component: lazyRouteComponent(() => import("./approvals-page.tsx"), "ApprovalsPage"),
});

export const approvalsRoutes = approvals;
