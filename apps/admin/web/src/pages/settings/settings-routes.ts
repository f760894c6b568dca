import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  staticData: { needs: "settings.read" },
  component: lazyRouteComponent(() => import("./settings-page.tsx"), "SettingsPage"),
});

export const settingsRoutes = settings;
