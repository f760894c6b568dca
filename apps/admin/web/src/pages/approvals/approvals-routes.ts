import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readApprovalsSearch } from "./approvals-search.ts";

const approvals = createRoute({
  getParentRoute: () => root,
  path: "/approvals",
  staticData: { needs: "approvals.read" },
  validateSearch: only(readApprovalsSearch),
  component: lazyRouteComponent(
    withTexts(["approvals", "activity"], () => import("./approvals-page.tsx")),
    "ApprovalsPage",
  ),
});

const approval = createRoute({
  getParentRoute: () => approvals,
  path: "$approvalId",
  component: lazyRouteComponent(
    withTexts(["approvals", "activity"], () => import("./approval-panel.tsx")),
    "ApprovalPanel",
  ),
});

export const approvalsRoutes = approvals.addChildren([approval]);
