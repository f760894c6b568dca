import { z } from "@hono/zod-openapi";
import { ApprovalCount } from "./approvals.ts";
import { CallSummary } from "./call.ts";
import { Overview } from "./overview.ts";

/** What `GET /api/events` sends, by the name of the event; `data` is the JSON of it. */
export const liveEvents = {
  /** Every two seconds. */
  overview: Overview,
  /** Calls that were recorded since the last such event, newest first; `more` counts those left out. */
  calls: z.object({ calls: z.array(CallSummary), more: z.number() }).openapi("CallsEvent"),
  /** How many calls wait for a person: at first, and whenever others wait. Only to those who may read approvals. */
  approvals: ApprovalCount,
  /** The list of tools is another one: read it again. */
  tools_changed: z.object({}).openapi("ToolsChangedEvent"),
} as const;

export type LiveEvents = { [Name in keyof typeof liveEvents]: z.output<(typeof liveEvents)[Name]> };
export type LiveEventName = keyof LiveEvents;
