import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";

const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  staticData: { needs: "people.read" },
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const peopleRoutes = people;
