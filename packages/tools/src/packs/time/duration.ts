/** ISO 8601, in days of 24 hours; a leading `-` (ISO 8601-2) for a span into the past. */
export function toIsoDuration(spanMs: number): string {
  const { days, hours, minutes, seconds } = split(spanMs);
  const date = days > 0 ? `${days}D` : "";
  const time = [hours > 0 ? `${hours}H` : "", minutes > 0 ? `${minutes}M` : "", seconds > 0 ? `${seconds}S` : ""].join(
    "",
  );
  if (date === "" && time === "") return "PT0S";
  return `${spanMs < 0 ? "-" : ""}P${date}${time === "" ? "" : `T${time}`}`;
}

/** Such as `1 day, 2 hours and 30 minutes later`. */
export function describeSpan(spanMs: number): string {
  const { days, hours, minutes, seconds } = split(spanMs);
  const parts = [count(days, "day"), count(hours, "hour"), count(minutes, "minute"), count(seconds, "second")].filter(
    (part) => part !== undefined,
  );
  const last = parts.pop();
  if (last === undefined) return "the same moment";
  return `${parts.length > 0 ? `${parts.join(", ")} and ` : ""}${last} ${spanMs < 0 ? "earlier" : "later"}`;
}

function split(spanMs: number): { days: number; hours: number; minutes: number; seconds: number } {
  const ms = Math.abs(spanMs);
  return {
    days: Math.floor(ms / 86_400_000),
    hours: Math.floor(ms / 3_600_000) % 24,
    minutes: Math.floor(ms / 60_000) % 60,
    seconds: (ms % 60_000) / 1000,
  };
}

function count(amount: number, unit: string): string | undefined {
  if (amount === 0) return undefined;
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
