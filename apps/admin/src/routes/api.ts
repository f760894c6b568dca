import type { ApiDeps } from "./api-deps.ts";
import { callRoutes } from "./calls.ts";
import { createApi } from "./create-api.ts";
import { eventRoutes } from "./events.ts";
import { overviewRoutes } from "./overview.ts";
import { toolRoutes } from "./tools.ts";

/** Every route below `/api`. */
export function apiRoutes(deps: ApiDeps) {
  return createApi()
    .route("/api", overviewRoutes(deps))
    .route("/api", callRoutes(deps))
    .route("/api", toolRoutes(deps))
    .route("/api", eventRoutes(deps));
}

/** The JSON API's type, for its client in web/. */
export type AdminApi = ReturnType<typeof apiRoutes>;
