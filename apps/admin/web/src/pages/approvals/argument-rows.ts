import { sortKeys } from "./pretty-arguments.ts";

/** One argument of a call, beside what it was the last time. */
export interface ArgumentRow {
  readonly name: string;
  readonly value: unknown;
  readonly help: string | undefined;
  /** Undefined where there is nothing to compare with. */
  readonly change: "same" | "changed" | "added" | "removed" | undefined;
}

/** What the server puts where a secret was. */
const mask = "••••";

export function isMasked(value: unknown): boolean {
  return typeof value === "string" && value.includes(mask);
}

/** The arguments as the form one would have filled in; undefined where they are no object. */
export function argumentRows(
  now: unknown,
  before: unknown,
  schema: Readonly<Record<string, unknown>> | undefined,
): ArgumentRow[] | undefined {
  if (!isRecord(now)) return undefined;
  const help = (name: string) => descriptionOf(schema, name);
  const rows: ArgumentRow[] = Object.entries(now).map(([name, value]) => ({
    name,
    value,
    help: help(name),
    change: changeOf(name, value, before),
  }));
  if (!isRecord(before)) return rows;
  const gone = Object.entries(before).filter(([name]) => !Object.hasOwn(now, name));
  return [...rows, ...gone.map(([name, value]) => ({ name, value, help: help(name), change: "removed" as const }))];
}

function changeOf(name: string, value: unknown, before: unknown): ArgumentRow["change"] {
  if (!isRecord(before)) return undefined;
  if (!Object.hasOwn(before, name)) return "added";
  return textOf(value) === textOf(before[name]) ? "same" : "changed";
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(sortKeys(value));
  } catch (error) {
    // Nested too deeply to compare: not the same as anything, for the careful reader.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function descriptionOf(schema: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined {
  const properties = schema?.["properties"];
  const property = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  const description = isRecord(property) ? property["description"] : undefined;
  return typeof description === "string" ? description : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
