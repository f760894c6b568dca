import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { withTexts } from "../../i18n/texts.ts";

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(
    withTexts(["people"], () => import("./account-page.tsx")),
    "AccountPage",
  ),
});

export const accountRoutes = account;
