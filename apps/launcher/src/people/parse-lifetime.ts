import { AppError } from "@mcp-tools/core";

const hourMs = 3_600_000;
const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: hourMs,
  d: 24 * hourMs,
  w: 7 * 24 * hourMs,
  y: 365 * 24 * hourMs,
};

/** `90d`, `12h` and the like, in milliseconds. @throws AppError `invalid_input` */
export function parseLifetime(text: string): number {
  const [, number, unit] = /^(\d{1,6})\s*([mhdwy])$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (unitMs[unit ?? ""] ?? 0);
  if (!(ms > 0))
    throw new AppError("invalid_input", `--expires: "${text}" is no time; write e.g. 30m, 12h, 90d, 8w or 1y.`);
  return ms;
}
