import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../app/root-route.ts";
import { only } from "../../app/search.ts";
import { withTexts } from "../../i18n/texts.ts";
import { readKeysSearch } from "./keys-search.ts";

const keys = createRoute({
  getParentRoute: () => root,
  path: "/keys",
  staticData: { needs: "keys.read" },
  validateSearch: only(readKeysSearch),
  component: lazyRouteComponent(
    withTexts(["keys"], () => import("./keys-page.tsx")),
    "KeysPage",
  ),
});

const newKey = createRoute({
  getParentRoute: () => keys,
  path: "new",
  component: lazyRouteComponent(
    withTexts(["keys", "connect"], () => import("./new-key-panel.tsx")),
    "NewKeyPanel",
  ),
});

const key = createRoute({
  getParentRoute: () => keys,
  path: "$keyId",
  component: lazyRouteComponent(
    withTexts(["keys", "connect"], () => import("./key-panel.tsx")),
    "KeyPanel",
  ),
});

export const keysRoutes = keys.addChildren([newKey, key]);
