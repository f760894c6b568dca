import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const keys = createRoute({
  getParentRoute: () => root,
  path: "/keys",
  staticData: { needs: "keys.read" },
  component: lazyRouteComponent(() => import("./keys-page.tsx"), "KeysPage"),
});

export const keysRoutes = keys;
