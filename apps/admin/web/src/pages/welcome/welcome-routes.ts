import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";

export interface WelcomeSearch {
  /** Id of the key that was made here, so that a page that is loaded again goes on with it. */
  readonly key?: string;
}

function readWelcomeSearch({ key }: Record<string, unknown>): WelcomeSearch {
  return typeof key === "string" && /^[\da-f-]{36}$/.test(key) ? { key } : {};
}

export const welcomeRoutes = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  staticData: { needs: "calls.read" },
  validateSearch: only(readWelcomeSearch),
  component: lazyRouteComponent(
    withTexts(["welcome", "connect"], () => import("./welcome-page.tsx")),
    "WelcomePage",
  ),
});
