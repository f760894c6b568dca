const unitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** `90d`, `24h`, `30m`, `0` in milliseconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhdwy])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * (unitsMs[unit] ?? 0);
  return text === "0" ? 0 : undefined;
}
