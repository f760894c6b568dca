import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { withTexts } from "../../i18n/texts.ts";

const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  staticData: { needs: "policy.read" },
  component: lazyRouteComponent(
    withTexts(["rules"], () => import("./rules-page.tsx")),
    "RulesPage",
  ),
});

const rule = createRoute({
  getParentRoute: () => rules,
  path: "$id",
  component: lazyRouteComponent(
    withTexts(["rules"], () => import("./rule-panel.tsx")),
    "RulePanel",
  ),
});

/** No rule's id begins with a hyphen. */
const newRule = createRoute({
  getParentRoute: () => rules,
  path: "-/new",
  staticData: { needs: "policy.write" },
  component: lazyRouteComponent(
    withTexts(["rules"], () => import("./rule-panel.tsx")),
    "NewRulePanel",
  ),
});

const history = createRoute({
  getParentRoute: () => rules,
  path: "-/history",
  component: lazyRouteComponent(
    withTexts(["rules"], () => import("./history-panel.tsx")),
    "HistoryPanel",
  ),
});

export const rulesRoutes = rules.addChildren([rule, newRule, history]);
