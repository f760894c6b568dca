import { createRoute, z } from "@hono/zod-openapi";
import { can } from "@mcp-tools/governance";
import { streamSSE } from "hono/streaming";
import { problemResponse } from "../contract/problem.ts";
import { authRequestOf } from "../middleware/auth-request-of.ts";
import { requires } from "../middleware/requires.ts";
import { within } from "../overview/within.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const heartbeatMs = 15_000;
const writeDeadlineMs = 30_000;
const reconnectMs = 2000;

const route = createRoute({
  ...requires("calls.read"),
  method: "get",
  path: "/events",
  tags: ["Live"],
  summary: "Everything live, as server-sent events",
  description:
    "Events `overview` (every two seconds), `calls` (recorded since the last one), `approvals` (how many wait, when that changes) and `tools_changed`; `data` is JSON. " +
    "A reader that is slow gets fewer events, never older ones. The stream ends with the session, or when the role changes.",
  responses: {
    200: { description: "The stream", content: { "text/event-stream": { schema: z.string() } } },
    503: problemResponse("Too many streams are open"),
  },
});

export function eventRoutes(deps: Pick<ApiDeps, "feed" | "log" | "identifier" | "addressOf" | "recheckMs">) {
  const { feed, log, identifier, addressOf, recheckMs } = deps;

  return createApi().openapi(route, (c) => {
    const { actor } = c.var;
    const { role } = actor;
    const mailbox = feed.open({ actor, isFull: can(role, "audit.read"), seesApprovals: can(role, "approvals.read") });
    const request = authRequestOf(c, addressOf);
    let checkedAt = performance.now();

    async function isStillIn(): Promise<boolean> {
      if (performance.now() - checkedAt < recheckMs) return true;
      checkedAt = performance.now();
      const identity = await identifier.identify(request, { renew: false });
      return identity?.actor.role === role;
    }

    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => mailbox.close());
      try {
        await stream.write(`retry: ${reconnectMs}\n\n`);
        for (
          let messages = await mailbox.take(heartbeatMs);
          messages !== undefined;
          messages = await mailbox.take(heartbeatMs)
        ) {
          if (!(await isStillIn())) break;
          const text = messages.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");
          await within(writeDeadlineMs, "The reader", stream.write(text === "" ? ": heartbeat\n\n" : text));
        }
      } catch (error) {
        log.debug({ err: error }, "live stream ended");
        stream.abort();
      } finally {
        mailbox.close();
      }
    });
  });
}
