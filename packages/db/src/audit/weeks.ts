import { idAt } from "./search/search-query.ts";

export const weekMs = 604_800_000;
const firstMondayMs = Date.UTC(1970, 0, 5);

/** A partition: rows with ids from `from` (inclusive) to `to`. */
export interface Week {
  /** `audit_20260105`: its Monday, UTC. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export function weekAt(ms: number): Week {
  const startMs = Math.floor((ms - firstMondayMs) / weekMs) * weekMs + firstMondayMs;
  const date = new Date(startMs).toISOString().slice(0, 10).replaceAll("-", "");
  return { name: `audit_${date}`, from: idAt(startMs), to: idAt(startMs + weekMs) };
}

/** The week of a partition's name; undefined for another table. */
export function weekNamed(name: string): Week | undefined {
  const [, year, month, day] = /^audit_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const week = weekAt(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return week.name === name ? week : undefined;
}
