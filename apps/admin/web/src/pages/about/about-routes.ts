import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { withTexts } from "../../i18n/texts.ts";

const about = createRoute({
  getParentRoute: () => root,
  path: "/about",
  component: lazyRouteComponent(
    withTexts(["about"], () => import("./about-page.tsx")),
    "AboutPage",
  ),
});

export const aboutRoutes = about;
