import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readCredentialsSearch } from "./credentials-search.ts";

const credentials = createRoute({
  getParentRoute: () => root,
  path: "/credentials",
  staticData: { needs: "credentials.read" },
  validateSearch: only(readCredentialsSearch),
  component: lazyRouteComponent(
    withTexts(["credentials"], () => import("./credentials-page.tsx")),
    "CredentialsPage",
  ),
});

/** No credential can have this name, so none is hidden by it. */
const add = createRoute({
  getParentRoute: () => credentials,
  path: "~new",
  component: lazyRouteComponent(
    withTexts(["credentials"], () => import("./add-credential-panel.tsx")),
    "AddCredentialPanel",
  ),
});

const credential = createRoute({
  getParentRoute: () => credentials,
  path: "$name",
  component: lazyRouteComponent(
    withTexts(["credentials"], () => import("./credential-panel.tsx")),
    "CredentialPanel",
  ),
});

export const credentialsRoutes = credentials.addChildren([add, credential]);
