import { definePack, type Pack } from "../../define-tool.ts";
import { createConvertTime } from "./convert-time.ts";
import { createGetCurrentTime } from "./get-current-time.ts";
import { createTimeDifference } from "./time-difference.ts";
import { createZones } from "./zones.ts";

export interface TimePackOptions {
  /** Milliseconds since the epoch; the machine's clock unless told. */
  readonly now?: () => number;
  /** The zone where a tool is given none; the machine's unless told. */
  readonly localTimezone?: string;
}

/** Time in IANA zones: the tools of the reference time server, and the span between two instants. */
export function createTimePack(options: TimePackOptions = {}): Pack {
  const clock = {
    now: options.now ?? Date.now,
    localTimezone: options.localTimezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    zone: createZones(),
  };
  return definePack({
    name: "time",
    description: "The time in any zone, converted between zones, and the span between two moments",
    definitions: [createGetCurrentTime(clock), createConvertTime(clock), createTimeDifference(clock)],
  });
}
