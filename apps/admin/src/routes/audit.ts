import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "@mcp-tools/core";
import { createAuditVerbs } from "@mcp-tools/governance";
import { toAuditFilter } from "../audit/audit-filter.ts";
import { streamAudit } from "../audit/stream-audit.ts";
import {
  AuditEntry,
  AuditExportQuery,
  AuditListQuery,
  AuditPage,
  AuditVerdict,
  VerifyAudit,
} from "../contract/audit.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import { within } from "../overview/within.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createApi } from "./create-api.ts";

const tags = ["Audit"];
const queryDeadlineMs = 10_000;
const verifyDeadlineMs = 15 * 60_000;
const readerIdleMs = 30_000;
const contentTypes = {
  jsonl: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
} as const;
const badFilter = problemResponse("A filter does not fit");
const unread = { 503: problemResponse("The audit cannot be read now"), 504: problemResponse("It took too long") };

const listRoute = createRoute({
  ...requires("audit.read"),
  method: "get",
  path: "/audit",
  tags,
  summary: "Everything that is recorded, newest first",
  request: { query: AuditListQuery },
  responses: { 200: jsonResponse("A page", AuditPage), 400: badFilter, ...unread },
});

const exportRoute = createRoute({
  ...requires("audit.export"),
  method: "get",
  path: "/audit/export",
  tags,
  summary: "All entries that fit, as a file",
  description:
    "Newest first, one JSON object a line, or CSV, where what a spreadsheet would run as a formula begins with an apostrophe. " +
    "It comes as fast as it is read; a reader that takes nothing for half a minute is given up. A connection that breaks " +
    "off means that the file is not complete. That there was an export is recorded.",
  request: { query: AuditExportQuery },
  responses: {
    200: {
      description: "The file",
      content: { "application/x-ndjson": { schema: z.string() }, "text/csv": { schema: z.string() } },
    },
    400: badFilter,
    ...unread,
  },
});

const verifyRoute = createRoute({
  ...requires("audit.read"),
  method: "post",
  path: "/audit/verify",
  tags,
  summary: "Whether the audit is as it was written",
  description:
    "Recomputes its chain of hashes, which takes a while where there is much of it. What it found is recorded.",
  request: { body: { content: { "application/json": { schema: VerifyAudit } } } },
  responses: { 200: jsonResponse("What was found", AuditVerdict), 400: problemResponse("No such heads"), ...unread },
});

const getRoute = createRoute({
  ...requires("audit.read"),
  method: "get",
  path: "/audit/{id}",
  tags,
  summary: "One entry",
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: jsonResponse("The entry", AuditEntry), 404: problemResponse("No such entry"), ...unread },
});

export function auditRoutes({ audit, exportIdleMs = readerIdleMs }: Pick<ApiDeps, "audit" | "exportIdleMs">) {
  const verbs = createAuditVerbs({ audit });
  return createApi()
    .openapi(listRoute, async (c) => {
      const { before, limit, ...parameters } = c.req.valid("query");
      const query = { ...toAuditFilter(parameters), before, limit: limit + 1 };
      const found = await within(queryDeadlineMs, "The audit", audit.list(query));
      const entries = found.slice(0, limit);
      const next = found.length > limit ? entries.at(-1)?.id : undefined;
      return c.json({ entries, ...(next === undefined ? {} : { next }) }, 200);
    })
    .openapi(exportRoute, async (c) => {
      const { format, ...parameters } = c.req.valid("query");
      const parts = await verbs.export(c.var.actor, { format, filter: toAuditFilter(parameters) });
      const body = await streamAudit(parts, { idleMs: exportIdleMs });
      const day = new Date().toISOString().slice(0, 10);
      return c.body(body, 200, {
        "Content-Type": contentTypes[format],
        "Content-Disposition": `attachment; filename="audit-${day}.${format}"`,
        "X-Accel-Buffering": "no",
      });
    })
    .openapi(verifyRoute, async (c) => {
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(verifyDeadlineMs)]);
      return c.json(await verbs.verify(c.var.actor, { heads: c.req.valid("json").heads, signal }), 200);
    })
    .openapi(getRoute, async (c) => {
      const entry = await within(queryDeadlineMs, "The audit", audit.get(c.req.valid("param").id));
      if (entry === undefined)
        throw new AppError("not_found", "There is no entry with this id. It may be older than what is kept.");
      return c.json(entry, 200);
    });
}
