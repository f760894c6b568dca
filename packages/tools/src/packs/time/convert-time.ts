import { AppError } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { wallMs } from "./iso-time.ts";
import { TIME_ANNOTATIONS, timeResultSchema, timezoneSchema, toTimeResult, type Clock } from "./time-result.ts";
import { resolveWallTime } from "./wall-time.ts";

const HOUR_MS = 3_600_000;

export function createConvertTime({ now, localTimezone, zone }: Clock) {
  return defineTool({
    name: "convert_time",
    title: "Convert time between zones",
    description:
      "What the clocks show in one time zone when they show a given time in another, today or on a given date. Takes account of daylight saving time; says so when a time happens twice, and refuses one that the clocks skip.",
    access: "read",
    annotations: TIME_ANNOTATIONS,
    input: z.object({
      source_timezone: timezoneSchema(`IANA name of the zone that \`time\` is in. Left out: ${localTimezone}.`).default(
        localTimezone,
      ),
      time: z.string().max(16).describe("Time to convert, 24-hour HH:MM, such as 16:30."),
      target_timezone: timezoneSchema(`IANA name of the zone to convert to. Left out: ${localTimezone}.`).default(
        localTimezone,
      ),
      date: z.string().max(16).optional().describe("The date in the source zone, YYYY-MM-DD. Left out: today there."),
    }),
    output: z.object({
      source: timeResultSchema(),
      target: timeResultSchema(),
      time_difference: z.string().describe("How far the target's clocks are ahead, such as +13.0h, -3.5h or +5.75h."),
      note: z.string().optional().describe("Present when the time happens twice: which of the two was taken."),
    }),
    run({ source_timezone, time, target_timezone, date }) {
      const source = zone(source_timezone);
      const target = zone(target_timezone);
      const day = date ?? new Date(now() + source.offsetMs(now())).toISOString().slice(0, 10);
      const { instantMs, note } = resolveWallTime(source, toWallMs(day, time));
      return {
        source: toTimeResult(source, instantMs),
        target: toTimeResult(target, instantMs),
        time_difference: hoursAhead(target.offsetMs(instantMs) - source.offsetMs(instantMs)),
        ...(note === undefined ? {} : { note }),
      };
    },
  });
}

function toWallMs(date: string, time: string): number {
  const match = /^(\d{1,2}):(\d{2})$/.exec(time.trim());
  if (match === null)
    throw new AppError("invalid_input", `"${time}" is not a time of day. Use 24-hour HH:MM, such as 09:05 or 16:30.`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    throw new AppError("invalid_input", `"${date}" is not a date. Use YYYY-MM-DD, such as 2026-03-29.`);
  const [, hour = "", minute = ""] = match;
  return wallMs(date, `${hour.padStart(2, "0")}:${minute}:00`, `${date} ${time}`);
}

/** Whole hours with one decimal, others with as many as they need, as the reference time server writes them. */
function hoursAhead(differenceMs: number): string {
  const hours = differenceMs / HOUR_MS;
  const text = Number.isInteger(hours) ? hours.toFixed(1) : String(Number(hours.toFixed(2)));
  return `${hours < 0 ? "" : "+"}${text}h`;
}
