import { AppError } from "@mcp-tools/core";
import type { Zone } from "./zones.ts";

const DAY_MS = 86_400_000;

export interface Resolved {
  readonly instantMs: number;
  /** Says so when the local time happens twice. */
  readonly note?: string;
}

/**
 * The moment at which a zone's clocks show a local time (given as if it were UTC). Of a time that
 * happens twice, the first, with a note.
 * @throws AppError `invalid_input` when the clocks skip that time
 */
export function resolveWallTime(zone: Zone, wallMs: number): Resolved {
  const shown = describe(wallMs);
  const before = zone.offsetMs(wallMs - DAY_MS);
  const after = zone.offsetMs(wallMs + DAY_MS);
  const moments = [...new Set([wallMs - before, wallMs - after])]
    .filter((instantMs) => instantMs + zone.offsetMs(instantMs) === wallMs)
    .sort((one, other) => one - other);

  const [first, second] = moments;
  if (first === undefined) {
    const instead = describe(wallMs - before + zone.offsetMs(wallMs - before));
    throw new AppError(
      "invalid_input",
      `${shown} does not exist in ${zone.name}: the clocks are put forward over it. With the clocks already changed that is ${instead}; ask for that, or for a time before the change.`,
    );
  }
  if (second === undefined) return { instantMs: first };
  return {
    instantMs: first,
    note: `${shown} happens twice in ${zone.name} because the clocks are put back. This is the first, ${zone.toIso(first)}; the second is ${zone.toIso(second)}.`,
  };
}

function describe(wallMs: number): string {
  const [date, time = ""] = new Date(wallMs).toISOString().split("T");
  return `${time.slice(0, time.startsWith(":00", 5) ? 5 : 8)} on ${date}`;
}
