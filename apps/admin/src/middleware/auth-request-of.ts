import type { Context } from "hono";
import type { AuthRequest } from "../auth/people-auth.ts";
import type { ApiDeps, ApiEnv } from "../routes/api-deps.ts";

/** As much of a request as signing in has to know. */
export function authRequestOf(c: Context<ApiEnv>, addressOf: ApiDeps["addressOf"]): AuthRequest {
  return { headers: c.req.raw.headers, address: addressOf(c), requestId: c.var.requestId };
}
