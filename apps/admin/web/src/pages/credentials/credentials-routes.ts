import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const credentials = createRoute({
  getParentRoute: () => root,
  path: "/credentials",
  staticData: { needs: "credentials.read" },
  component: lazyRouteComponent(() => import("./credentials-page.tsx"), "CredentialsPage"),
});

export const credentialsRoutes = credentials;
