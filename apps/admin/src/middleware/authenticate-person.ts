import { AppError } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";
import type { ApiDeps, ApiEnv } from "../routes/api-deps.ts";
import { authRequestOf } from "./auth-request-of.ts";

/** What strangers may ask; each is `open()` in the OpenAPI document. */
export const publicPaths: readonly string[] = [
  "/api/auth/state",
  "/api/auth/sign-in",
  "/api/auth/sign-in/code",
  "/api/auth/oidc",
  "/api/auth/callback/oidc",
  "/api/setup",
  "/api/invitations/look",
  "/api/invitations/accept",
];

/**
 * Says whose request it is (`c.var.actor`), by a session's cookie or a script's token, and lets nobody else past but to the
 * few public paths. Both are looked up at each request: what was ended or taken away is so at once.
 */
export function authenticatePerson({
  identifier,
  refusals,
  addressOf,
}: Pick<ApiDeps, "identifier" | "refusals" | "addressOf">): MiddlewareHandler<ApiEnv> {
  return async function authenticatePerson(c, next) {
    const request = authRequestOf(c, addressOf);
    const isPublic = publicPaths.includes(c.req.path);
    const identity = isPublic ? undefined : await identifier.identify(request, { renew: true });
    if (identity !== undefined) {
      const { actor, session } = identity;
      c.set("actor", actor);
      c.set("identity", identity);
      c.set("principal", actor.principal);
      c.set("noteRefusal", (what, message) =>
        refusals.record(actor, {
          kind: "access",
          action: "refused",
          subject: what,
          message,
          details: { method: c.req.method, path: c.req.path.slice(0, 200) },
        }),
      );
      for (const cookie of session?.cookies ?? []) c.header("Set-Cookie", cookie, { append: true });
    } else if (!isPublic) {
      throw new AppError(
        "unauthorized",
        c.req.header("authorization") === undefined
          ? "Sign in, or send a token as Authorization: Bearer …"
          : "This token is not known, has expired or was revoked. `mcp-tools tokens create` makes one.",
      );
    }
    await next();
  };
}
