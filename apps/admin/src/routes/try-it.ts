import { createRoute, z } from "@hono/zod-openapi";
import { can } from "@mcp-tools/governance";
import type { Context } from "hono";
import { jsonBody } from "../contract/json-body.ts";
import { problemResponse } from "../contract/problem.ts";
import { CallTool, CallToolResult } from "../contract/try-it.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { requires } from "../middleware/requires.ts";
import { streamCall } from "../try-it/stream-call.ts";
import type { ApiDeps, ApiEnv } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const route = createRoute({
  ...requires("tools.call"),
  method: "post",
  path: "/tools/{name}/call",
  tags: ["Tools"],
  summary: "Call a tool",
  description:
    "As whoever is signed in, with the policy, limits, approvals and audit of every other call. The call ends when the " +
    "request is given up. A tool that fails, and a call that is refused, is a result with `isError`. " +
    "With `Accept: text/event-stream`: events `progress` (`CallProgress`), then `result` or `problem`.",
  request: { params: z.object({ name: z.string().min(1).max(128) }), ...jsonBody(CallTool) },
  responses: {
    200: {
      description: "The result, at the end or with what happens until then",
      content: { "application/json": { schema: CallToolResult }, "text/event-stream": { schema: z.string() } },
    },
    400: problemResponse("The request does not fit"),
    404: problemResponse("No such tool"),
    409: problemResponse("The tool asks its client a question, which only an MCP client can answer"),
  },
});

export function tryItRoutes(deps: Pick<ApiDeps, "toolCaller" | "identifier" | "addressOf">) {
  const { toolCaller, identifier, addressOf } = deps;

  /** Removed, demoted, signed out, or their token revoked: what waited for approval must not run for them any more. */
  async function stillHolds(c: Context<ApiEnv>): Promise<boolean> {
    const identity = await identifier.identify(authRequestOf(c, addressOf), { renew: false });
    return identity?.actor.principal.id === c.var.actor.principal.id && can(identity.actor.role, "tools.call");
  }

  return createApi().openapi(route, async (c) => {
    const call = { tool: c.req.valid("param").name, ...c.req.valid("json"), stillHolds: () => stillHolds(c) };
    if (c.req.header("accept")?.includes("text/event-stream") === true)
      return streamCall(c, (watch) => toolCaller.call(c.var.actor, { ...call, ...watch }));
    return c.json(await toolCaller.call(c.var.actor, { ...call, signal: c.req.raw.signal }), 200);
  });
}
