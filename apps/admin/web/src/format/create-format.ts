/** Numbers, sizes and times in the reader's language. */
export interface Format {
  number(value: number): string;
  /** Short: `1.2K`. */
  compact(value: number): string;
  /** From a share, 0–1. */
  percent(share: number): string;
  bytes(count: number): string;
  /** With its unit: `38 ms`, `1.2 s`, `3 min`. */
  duration(ms: number): string;
  /** The two largest units: `3 d 4 h`. */
  span(ms: number): string;
  /** `3 min ago`; `now` below five seconds. */
  relative(at: number, now: number): string;
  /** Date, time to the second, zone. */
  instant(at: number): string;
  timeOfDay(at: number): string;
  /** Month and day. */
  day(at: number): string;
  /** Time of day, with the date where it is not today's. */
  clock(at: number): string;
}

type Unit = "millisecond" | "second" | "minute" | "hour" | "day";

const unitMs: readonly [Unit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
  ["millisecond", 1],
];

export function createFormat(locale: string, nowText: string): Format {
  const units = new Map<string, Intl.NumberFormat>();
  const integer = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
  const dayAndTime = new Intl.DateTimeFormat(locale, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });

  const format: Format = {
    number: (value) => integer.format(value),
    compact: (value) => compact.format(value),
    percent: (share) => percent.format(share),
    bytes(count) {
      const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
      const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
      return inUnit(count / 1000 ** power, units[power] ?? "byte", power === 0 ? 0 : 1);
    },
    duration(ms) {
      const [unit, size] = unitMs.find(([, each]) => ms >= each) ?? (["millisecond", 1] as const);
      const value = ms / size;
      return inUnit(value, unit, unit === "millisecond" ? (value < 1 && value > 0 ? 1 : 0) : 1);
    },
    span(ms) {
      const parts: string[] = [];
      let rest = Math.max(0, ms);
      for (const [unit, size] of unitMs.slice(0, 4)) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0 || (unit === "second" && parts.length === 0)) parts.push(inUnit(count, unit, 0));
        if (parts.length === 2) break;
      }
      return parts.join(" ");
    },
    relative(at, now) {
      const ago = now - at;
      if (Math.abs(ago) < 5000) return nowText;
      const [unit, size] = unitMs.slice(0, 4).find(([, each]) => Math.abs(ago) >= each) ?? (["second", 1000] as const);
      return relative.format(-Math.trunc(ago / size), unit as Exclude<Unit, "millisecond">);
    },
    timeOfDay: (at) => time.format(at),
    day: (at) => day.format(at),
    instant: (at) => instant.format(at),
    clock: (at) => (new Date(at).toDateString() === new Date().toDateString() ? time : dayAndTime).format(at),
  };
  return format;

  function inUnit(value: number, unit: string, digits: number): string {
    const key = `${unit} ${digits}`;
    let known = units.get(key);
    if (known === undefined) {
      known = new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        // The short form of this one is no shorter, and has no plural.
        unitDisplay: unit === "byte" ? "long" : "short",
        maximumFractionDigits: digits,
      });
      units.set(key, known);
    }
    return known.format(value);
  }
}
