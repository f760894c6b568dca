import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { TIME_ANNOTATIONS, timeResultSchema, timezoneSchema, toTimeResult, type Clock } from "./time-result.ts";

export function createGetCurrentTime({ now, localTimezone, zone }: Clock) {
  return defineTool({
    name: "get_current_time",
    title: "Current time",
    description:
      "The current date and time in a time zone, with its offset from UTC, the day of the week and whether daylight saving time is in force.",
    access: "read",
    annotations: { ...TIME_ANNOTATIONS, idempotentHint: false },
    input: z.object({
      timezone: timezoneSchema(
        `IANA name, such as Europe/Paris or America/New_York. Left out: ${localTimezone}, where this server runs.`,
      ).default(localTimezone),
    }),
    output: timeResultSchema(),
    run: ({ timezone }) => toTimeResult(zone(timezone), now()),
  });
}
