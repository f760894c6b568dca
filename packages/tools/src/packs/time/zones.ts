import { AppError } from "@mcp-tools/core";
import { closeMatches } from "./close-matches.ts";

const DAY_MS = 86_400_000;

const QUARTER_HOUR_MS = 900_000;
/** More than there are zones; offsets such as `+05:30` count as well. */
const ZONES_MAX = 1_000;

export interface Zone {
  readonly name: string;
  /** What is added to UTC to get the local time, in milliseconds. */
  offsetMs(instantMs: number): number;
  /** ISO 8601 to the second, with the offset. */
  toIso(instantMs: number): string;
  isDst(instantMs: number): boolean;
}

/** Zones by name, kept because Intl takes a quarter of a millisecond to make one. */
export function createZones(): (name: string) => Zone {
  const kept = new Map<string, Zone>();
  return (name) => {
    const key = name.trim();
    const found = kept.get(key);
    if (found !== undefined) return found;
    const zone = createZone(key);
    if (kept.size >= ZONES_MAX) kept.clear();
    kept.set(key, zone);
    return zone;
  };
}

/**
 * @param name an IANA name in any case, or an offset such as `+05:30`
 * @throws AppError `invalid_input` naming close matches when there is no such zone
 */
function createZone(name: string): Zone {
  const format = openFormat(name);
  const offsetMs = (instantMs: number) => {
    // Intl gives whole seconds; what is below them is the same in every zone.
    const wholeMs = Math.floor(instantMs / 1000) * 1000;
    return wallClock(format, wholeMs) - wholeMs;
  };
  return {
    name: withUsualCase(name),
    offsetMs,
    toIso: (instantMs) => isoWithOffset(instantMs, offsetMs(instantMs)),
    isDst: rememberLast((instantMs) => isSeasonallyAhead(instantMs, offsetMs)),
  };
}

function openFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch (cause) {
    const known = Intl.supportedValuesOf("timeZone");
    const close = closeMatches(timeZone, known);
    const hint =
      close.length > 0 ? `Did you mean ${close.join(", ")}?` : "Use an IANA name such as Europe/Paris, or UTC.";
    throw new AppError("invalid_input", `There is no time zone "${timeZone}". ${hint}`, { cause });
  }
}

/** Intl takes names in any case, but would answer with an old alias (`Asia/Calcutta` for `Asia/Kolkata`): keep the caller's. */
function withUsualCase(name: string): string {
  const lower = name.toLowerCase();
  if (lower === "utc" || lower === "gmt") return lower.toUpperCase();
  return Intl.supportedValuesOf("timeZone").find((known) => known.toLowerCase() === lower) ?? name;
}

/** The local date and time, read as if it were UTC. */
function wallClock(format: Intl.DateTimeFormat, instantMs: number): number {
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(instantMs)) part[type] = value;
  const year = Number(part["year"]) * (part["era"] === "BC" ? -1 : 1) + (part["era"] === "BC" ? 1 : 0);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(part["month"]) - 1, Number(part["day"]));
  return date.setUTCHours(Number(part["hour"]), Number(part["minute"]), Number(part["second"]));
}

/**
 * Intl does not tell daylight saving time from a zone's own offset. Here: the clocks are ahead of
 * what they were some time in the year before and of what they will be in the year after.
 */
function isSeasonallyAhead(instantMs: number, offsetMs: (instantMs: number) => number): boolean {
  const offset = offsetMs(instantMs);
  return [-1, 1].every((direction) => {
    for (let days = 14; days <= 366; days += 14) {
      if (offsetMs(instantMs + direction * days * DAY_MS) < offset) return true;
    }
    return false;
  });
}

/** Asked for the present again and again: clocks change at whole quarters of an hour only. */
function rememberLast(isDst: (instantMs: number) => boolean): (instantMs: number) => boolean {
  let last: { quarter: number; answer: boolean } | undefined;
  return (instantMs) => {
    const quarter = Math.floor(instantMs / QUARTER_HOUR_MS);
    if (last?.quarter !== quarter) last = { quarter, answer: isDst(instantMs) };
    return last.answer;
  };
}

function isoWithOffset(instantMs: number, offsetMs: number): string {
  const local = new Date(instantMs + offsetMs).toISOString().replace(/\.\d+Z$/, "");
  const seconds = Math.abs(offsetMs) / 1000;
  const parts = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    ...(seconds % 60 === 0 ? [] : [seconds % 60]),
  ];
  return `${local}${offsetMs < 0 ? "-" : "+"}${parts.map((value) => String(value).padStart(2, "0")).join(":")}`;
}
