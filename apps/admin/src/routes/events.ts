import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { problemResponse } from "../contract/problem.ts";
import { within } from "../overview/within.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const heartbeatMs = 15_000;
const writeDeadlineMs = 30_000;
const reconnectMs = 2000;

const route = createRoute({
  method: "get",
  path: "/events",
  tags: ["Live"],
  summary: "Everything live, as server-sent events",
  description:
    "Events `overview` (every two seconds), `calls` (recorded since the last one) and `tools_changed`; `data` is JSON. " +
    "A reader that is slow gets fewer events, never older ones.",
  responses: {
    200: { description: "The stream", content: { "text/event-stream": { schema: z.string() } } },
    503: problemResponse("Too many streams are open"),
  },
});

export function eventRoutes({ feed, log }: Pick<ApiDeps, "feed" | "log">) {
  return createApi().openapi(route, (c) => {
    const mailbox = feed.open();
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
