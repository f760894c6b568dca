import * as z from "zod";
import type { Zone } from "./zones.ts";

/** Where the tools of this pack get the present and the default zone from. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly localTimezone: string;
  /** @throws AppError `invalid_input` naming close matches when there is no such zone */
  readonly zone: (name: string) => Zone;
}

/** A moment in a zone, in the words of the reference time server. */
export interface TimeResult {
  readonly timezone: string;
  /** ISO 8601 with the zone's offset. */
  readonly datetime: string;
  readonly day_of_week: string;
  readonly is_dst: boolean;
}

export function timeResultSchema() {
  return z.object({
    timezone: z.string().describe("The zone that the other fields are in."),
    datetime: z.string().describe("ISO 8601 with the zone's offset from UTC."),
    day_of_week: z.string().describe("English name of the day."),
    is_dst: z.boolean().describe("Whether daylight saving time is in force."),
  });
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function toTimeResult(zone: Zone, instantMs: number): TimeResult {
  return {
    timezone: zone.name,
    datetime: zone.toIso(instantMs),
    day_of_week: WEEKDAYS[new Date(instantMs + zone.offsetMs(instantMs)).getUTCDay()] ?? "",
    is_dst: zone.isDst(instantMs),
  };
}

export function timezoneSchema(description: string) {
  return z.string().min(1).max(64).describe(description);
}

/** Every tool here computes; it neither changes nor reaches anything. */
export const TIME_ANNOTATIONS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
