import { AppError } from "@mcp-tools/core";

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The moment that `30m`, `24h`, `7d` ago was, or that the text names. @throws AppError `invalid_input` */
export function readSince(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * UNITS[unit as keyof typeof UNITS];
  const moment = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new AppError(
    "invalid_input",
    `"${text}" is no time: write 30m, 24h, 7d, or a moment such as 2026-01-31T08:00Z.`,
  );
}
