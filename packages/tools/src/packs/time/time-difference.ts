import * as z from "zod";
import { defineTool } from "../../define-tool.ts";
import { describeSpan, toIsoDuration } from "./duration.ts";
import { parseIsoTime } from "./iso-time.ts";
import { TIME_ANNOTATIONS, timezoneSchema, type Clock } from "./time-result.ts";
import type { Resolved } from "./wall-time.ts";
import type { Zone } from "./zones.ts";

export function createTimeDifference({ now, localTimezone, zone }: Clock) {
  const momentSchema = (which: string) =>
    z
      .string()
      .min(1)
      .max(64)
      .describe(
        `The ${which} moment: ISO 8601, such as 2026-03-29T14:30:00+02:00, a date for its midnight, or \`now\`.`,
      );

  return defineTool({
    name: "time_difference",
    title: "Time between two moments",
    description:
      "The exact time that passes between two moments, as an ISO 8601 duration, in seconds and in words. Negative when the end comes before the start. A day here is always 24 hours.",
    access: "read",
    annotations: TIME_ANNOTATIONS,
    input: z.object({
      start: momentSchema("first"),
      end: momentSchema("second"),
      timezone: timezoneSchema(
        `IANA name of the zone for moments written without an offset. Left out: ${localTimezone}.`,
      ).default(localTimezone),
    }),
    output: z.object({
      start: z.string().describe("The first moment as understood, with its offset."),
      end: z.string().describe("The second moment as understood, with its offset."),
      duration: z.string().describe("ISO 8601 duration, such as P1DT2H30M; starts with - when the end comes first."),
      total_seconds: z.number().describe("The same in seconds."),
      words: z.string().describe("The same in words."),
      note: z
        .string()
        .optional()
        .describe("Present when a moment's local time happens twice: which of the two was taken."),
    }),
    run({ start, end, timezone }) {
      const local = zone(timezone);
      const nowMs = now();
      const [from, to] = [toMoment(start, local, nowMs), toMoment(end, local, nowMs)];
      const spanMs = to.instantMs - from.instantMs;
      const note = [from.note, to.note].filter((one) => one !== undefined).join(" ");
      return {
        start: local.toIso(from.instantMs),
        end: local.toIso(to.instantMs),
        duration: toIsoDuration(spanMs),
        total_seconds: spanMs / 1000,
        words: describeSpan(spanMs),
        ...(note === "" ? {} : { note }),
      };
    },
  });
}

function toMoment(text: string, zone: Zone, nowMs: number): Resolved {
  return text.trim().toLowerCase() === "now" ? { instantMs: nowMs } : parseIsoTime(text, zone);
}
