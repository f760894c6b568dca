import type { ApiDeps } from "./api-deps.ts";
import { authRoutes } from "./auth.ts";
import { callRoutes } from "./calls.ts";
import { createApi } from "./create-api.ts";
import { eventRoutes } from "./events.ts";
import { meRoutes } from "./me.ts";
import { overviewRoutes } from "./overview.ts";
import { peopleRoutes } from "./people.ts";
import { setupRoutes } from "./setup.ts";
import { tokenRoutes } from "./tokens.ts";
import { toolRoutes } from "./tools.ts";

/** Every route below `/api`. */
export function apiRoutes(deps: ApiDeps) {
  return createApi()
    .route("/api", overviewRoutes(deps))
    .route("/api", callRoutes(deps))
    .route("/api", toolRoutes(deps))
    .route("/api", eventRoutes(deps))
    .route("/api", authRoutes(deps))
    .route("/api", setupRoutes(deps))
    .route("/api", meRoutes(deps))
    .route("/api", peopleRoutes(deps))
    .route("/api", tokenRoutes(deps));
}

/** The JSON API's type, for its client in web/. */
export type AdminApi = ReturnType<typeof apiRoutes>;
