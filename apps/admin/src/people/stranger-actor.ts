import type { Actor } from "@mcp-tools/governance";
import type { Context } from "hono";
import type { ApiDeps, ApiEnv } from "../routes/api-deps.ts";

/** Whoever failed to get in, for the audit: nothing is known of them but what they said. */
export function strangerActor(c: Context<ApiEnv>, addressOf: ApiDeps["addressOf"], said = ""): Actor {
  return {
    principal: { id: "anonymous", kind: "anonymous", name: said.slice(0, 254) || "anonymous", space: "none" },
    role: "viewer",
    transport: "console",
    address: addressOf(c),
    requestId: c.var.requestId,
  };
}
