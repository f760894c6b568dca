import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readSettingsSearch } from "./settings-search.ts";

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  staticData: { needs: "settings.read" },
  validateSearch: only(readSettingsSearch),
  component: lazyRouteComponent(
    withTexts(["settings", "rules"], () => import("./settings-page.tsx")),
    "SettingsPage",
  ),
});

export const settingsRoutes = settings;
