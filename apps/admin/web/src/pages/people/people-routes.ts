import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readPeopleSearch } from "./people-search.ts";

const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  staticData: { needs: "people.read" },
  validateSearch: only(readPeopleSearch),
  component: lazyRouteComponent(
    withTexts(["people"], () => import("./people-page.tsx")),
    "PeoplePage",
  ),
});

const person = createRoute({
  getParentRoute: () => people,
  path: "$personId",
  component: lazyRouteComponent(
    withTexts(["people"], () => import("./person-panel.tsx")),
    "PersonPanel",
  ),
});

export const peopleRoutes = people.addChildren([person]);
