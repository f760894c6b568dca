import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { can, type Actor } from "@mcp-tools/governance";
import { listCalls } from "../activity/list-calls.ts";
import { describeCall, summarizeCall } from "../activity/view-call.ts";
import { CallDetail, CallListQuery, CallPage, Histogram, HistogramQuery } from "../contract/call.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import { within } from "../overview/within.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const queryDeadlineMs = 10_000;

const listRoute = createRoute({
  ...requires("calls.read"),
  method: "get",
  path: "/calls",
  tags: ["Calls"],
  summary: "Recorded calls, newest first",
  request: { query: CallListQuery },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: CallPage } } },
    400: problemResponse("A filter does not fit"),
    503: problemResponse("The call log cannot be read now"),
    504: problemResponse("The call log took too long"),
  },
});

const histogramRoute = createRoute({
  ...requires("calls.read"),
  method: "get",
  path: "/calls/histogram",
  tags: ["Calls"],
  summary: "Calls over time",
  request: { query: HistogramQuery },
  responses: {
    200: {
      description: "One bucket per step, empty ones included",
      content: { "application/json": { schema: Histogram } },
    },
    400: problemResponse("The range does not fit"),
    503: problemResponse("The call log cannot be read now"),
    504: problemResponse("The call log took too long"),
  },
});

const getRoute = createRoute({
  ...requires("calls.read"),
  method: "get",
  path: "/calls/{id}",
  tags: ["Calls"],
  summary: "One call in full",
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: "The call", content: { "application/json": { schema: CallDetail } } },
    400: problemResponse("Not an id"),
    404: problemResponse("No such call"),
    503: problemResponse("The call log cannot be read now"),
    504: problemResponse("The call log took too long"),
  },
});

export function callRoutes({ calls }: Pick<ApiDeps, "calls">) {
  return createApi()
    .openapi(listRoute, async (c) => {
      const { rows, next } = await answer(listCalls(calls, c.req.valid("query")));
      return c.json(
        {
          calls: rows.map((row) => summarizeCall(row, seesContent(c.var.actor))),
          ...(next === undefined ? {} : { next }),
        },
        200,
      );
    })
    .openapi(histogramRoute, async (c) => {
      const buckets = await answer(calls.histogram(c.req.valid("query")));
      return c.json({ buckets: buckets.map((bucket) => ({ ...bucket })) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const row = await answer(calls.get(c.req.valid("param").id));
      const isFull = seesContent(c.var.actor);
      if (row === undefined || (row.kind !== "call" && !isFull))
        throw new AppError("not_found", "There is no call with this id. It may be older than what is kept.");
      return c.json(describeCall(row, isFull), 200);
    });
}

/** What was in a call is for those who may read the audit. */
function seesContent({ role }: Actor): boolean {
  return can(role, "audit.read");
}

function answer<T>(work: Promise<T>): Promise<T> {
  return within(queryDeadlineMs, "The call log", work);
}
