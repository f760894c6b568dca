import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  staticData: { needs: "sessions.read" },
  component: lazyRouteComponent(() => import("./sessions-page.tsx"), "SessionsPage"),
});

export const sessionsRoutes = sessions;
