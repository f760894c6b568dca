import { AppError } from "@mcp-tools/core";
import { resolveWallTime, type Resolved } from "./wall-time.ts";
import type { Zone } from "./zones.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * ISO 8601: a date (its midnight), or a date and time, whose offset may be left out for local time in `zone`.
 * @throws AppError `invalid_input` for another form, a date that no calendar has, or a time that the zone skips
 */
export function parseIsoTime(text: string, zone: Zone): Resolved {
  const trimmed = text.trim();
  if (DATE.test(trimmed)) return resolveWallTime(zone, wallMs(trimmed, "00:00:00", text));
  const match = DATE_TIME.exec(trimmed);
  if (match === null) {
    throw new AppError(
      "invalid_input",
      `"${text}" is not ISO 8601. Use a form like 2026-03-29T14:30:00+02:00, 2026-03-29T12:30:00Z or 2026-03-29.`,
    );
  }
  const [, date = "", minutes = "", seconds = "00", fraction = "", offset] = match;
  const wall = wallMs(date, `${minutes}:${seconds}`, text) + Math.floor(Number(`0.${fraction || "0"}`) * 1000);
  return offset === undefined ? resolveWallTime(zone, wall) : { instantMs: wall - offsetToMs(offset, text) };
}

/** Midnight of a calendar date, as if it were UTC, plus a time of day. */
export function wallMs(date: string, time: string, shown: string): number {
  const parsed = Date.parse(`${date}T${time}Z`);
  // Date.parse rolls 30 February over into March.
  if (Number.isNaN(parsed) || !new Date(parsed).toISOString().startsWith(`${date}T${time}`)) {
    throw new AppError(
      "invalid_input",
      `"${shown}" is not a real date and time. Months go from 01 to 12, hours from 00 to 23, minutes and seconds to 59.`,
    );
  }
  return parsed;
}

function offsetToMs(offset: string, shown: string): number {
  if (offset === "Z" || offset === "z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  if (hours > 23 || minutes > 59) throw new AppError("invalid_input", `"${shown}" has no possible offset: ${offset}.`);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
