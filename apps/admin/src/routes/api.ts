import type { ApiDeps } from "./api-deps.ts";
import { approvalRoutes } from "./approvals.ts";
import { auditRoutes } from "./audit.ts";
import { authRoutes } from "./auth.ts";
import { callRoutes } from "./calls.ts";
import { configRoutes } from "./config.ts";
import { createApi } from "./create-api.ts";
import { credentialRoutes } from "./credentials.ts";
import { eventRoutes } from "./events.ts";
import { keyRoutes } from "./keys.ts";
import { meRoutes } from "./me.ts";
import { overviewRoutes } from "./overview.ts";
import { peopleRoutes } from "./people.ts";
import { policyEditRoutes } from "./policy-edits.ts";
import { policyRoutes } from "./policy.ts";
import { secondFactorRoutes } from "./second-factor.ts";
import { sessionRoutes } from "./sessions.ts";
import { settingRoutes } from "./settings.ts";
import { setupRoutes } from "./setup.ts";
import { signInCodeRoutes } from "./sign-in-code.ts";
import { tokenRoutes } from "./tokens.ts";
import { toolRoutes } from "./tools.ts";
import { tryItRoutes } from "./try-it.ts";

/** Every route below `/api`. */
export function apiRoutes(deps: ApiDeps) {
  return createApi()
    .route("/api", overviewRoutes(deps))
    .route("/api", callRoutes(deps))
    .route("/api", toolRoutes(deps))
    .route("/api", eventRoutes(deps))
    .route("/api", authRoutes(deps))
    .route("/api", signInCodeRoutes(deps))
    .route("/api", setupRoutes(deps))
    .route("/api", meRoutes(deps))
    .route("/api", secondFactorRoutes(deps))
    .route("/api", peopleRoutes(deps))
    .route("/api", tokenRoutes(deps))
    .route("/api", keyRoutes(deps))
    .route("/api", policyRoutes(deps))
    .route("/api", policyEditRoutes(deps))
    .route("/api", configRoutes(deps))
    .route("/api", approvalRoutes(deps))
    .route("/api", auditRoutes(deps))
    .route("/api", credentialRoutes(deps))
    .route("/api", sessionRoutes(deps))
    .route("/api", tryItRoutes(deps))
    .route("/api", settingRoutes(deps));
}

/** The JSON API's type, for its client in web/. */
export type AdminApi = ReturnType<typeof apiRoutes>;
