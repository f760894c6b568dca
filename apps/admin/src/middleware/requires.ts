import { AppError, isAppError } from "@mcp-tools/core";
import { requirePermission, type Permission } from "@mcp-tools/governance";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../routes/api-deps.ts";
import { strictJson } from "./strict-json.ts";

/** What a route asks of its caller, in the words of the OpenAPI document (`x-permission`). */
export type Requirement = Permission | "signed_in" | "public";

/** The names of both ways to prove who one is, as `components.securitySchemes` has them. */
export const securitySchemes = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "mcp-tools.session_token",
    description:
      "A person's session (`__Host-mcp-tools.session_token` over https). Requests that change something have to come from the console's own origin.",
  },
  token: { type: "http", scheme: "bearer", description: "A token for scripts: `mcp-tools tokens create`." },
} as const;

/**
 * Spread into every route: `createRoute({ ...requires("keys.write"), method: …, path: … })`. The permission is checked before
 * anything else of the request is looked at, then that its JSON has one meaning only. The permission stands in the OpenAPI document. `signed_in`: any role.
 */
export function requires(permission: Permission | "signed_in") {
  return {
    middleware: [checkRequirement(permission), strictJson] as [MiddlewareHandler<ApiEnv>, MiddlewareHandler<ApiEnv>],
    security: [{ session: [] }, { token: [] }] as { [scheme: string]: string[] }[],
    "x-permission": permission as Requirement,
  };
}

/** For the few routes that answer strangers; each is also in `publicPaths`. */
export function open() {
  return { security: [] as { [scheme: string]: string[] }[], "x-permission": "public" as Requirement };
}

function checkRequirement(permission: Permission | "signed_in"): MiddlewareHandler<ApiEnv> {
  return async function checkRequirement(c, next) {
    const actor = c.get("actor") as ApiEnv["Variables"]["actor"] | undefined;
    if (actor === undefined) throw new AppError("unauthorized", "Sign in, or send a token as Authorization: Bearer …");
    try {
      if (permission !== "signed_in") requirePermission(actor, permission);
    } catch (error) {
      if (isAppError(error)) await c.var.noteRefusal(permission, error.message);
      throw error;
    }
    await next();
  };
}
