import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readSessionsSearch } from "./sessions-search.ts";

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  staticData: { needs: "sessions.read" },
  validateSearch: only(readSessionsSearch),
  component: lazyRouteComponent(
    withTexts(["sessions"], () => import("./sessions-page.tsx")),
    "SessionsPage",
  ),
});

const session = createRoute({
  getParentRoute: () => sessions,
  path: "$sessionId",
  component: lazyRouteComponent(
    withTexts(["sessions"], () => import("./session-panel.tsx")),
    "SessionPanel",
  ),
});

export const sessionsRoutes = sessions.addChildren([session]);
