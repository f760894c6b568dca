/** What a number of calls or a result may reach at most; an absent field bounds nothing. */
export interface Bounds {
  readonly limits?: Limits | undefined;
  readonly output?: Budget | undefined;
}

interface Limits {
  readonly callsPerMinute?: number | undefined;
  readonly callsPerDay?: number | undefined;
  readonly inFlight?: number | undefined;
}

interface Budget {
  readonly bytes?: number | undefined;
  readonly tokens?: number | undefined;
}

export const limitFields = ["callsPerMinute", "callsPerDay", "inFlight"] as const;
export const budgetFields = ["bytes", "tokens"] as const;
export const boundFields = [...limitFields, ...budgetFields] as const;
export type BoundField = (typeof boundFields)[number];

/** As a form has them: an empty text where there is no bound. */
export type BoundValues = Record<BoundField, number | string>;

/** What the server takes: a policy's budget has room for the notice that something was cut. */
export const ranges: Readonly<Record<BoundField, { readonly min: number; readonly max: number }>> = {
  callsPerMinute: { min: 1, max: 10_000_000 },
  callsPerDay: { min: 1, max: 1_000_000_000 },
  inFlight: { min: 1, max: 100_000 },
  bytes: { min: 256, max: 268_435_456 },
  tokens: { min: 64, max: 100_000_000 },
};

export function toValues({ limits = {}, output = {} }: Bounds): BoundValues {
  return {
    callsPerMinute: limits.callsPerMinute ?? "",
    callsPerDay: limits.callsPerDay ?? "",
    inFlight: limits.inFlight ?? "",
    bytes: output.bytes ?? "",
    tokens: output.tokens ?? "",
  };
}

export function toBounds(values: BoundValues): Bounds {
  return { limits: pick(values, limitFields), output: pick(values, budgetFields) };
}

export function isBounded({ limits = {}, output = {} }: Bounds): boolean {
  return [...Object.values(limits), ...Object.values(output)].some((value) => value !== undefined);
}

export type BoundTrouble = "notWhole" | "tooSmall" | "tooLarge";

/** What is wrong with a field, undefined when nothing is. */
export function troubleOfBound(field: BoundField, value: number | string): BoundTrouble | undefined {
  if (value === "") return undefined;
  const { min, max } = ranges[field];
  if (typeof value !== "number" || !Number.isInteger(value)) return "notWhole";
  if (value < min) return "tooSmall";
  return value > max ? "tooLarge" : undefined;
}

export type LimitSubject =
  | { readonly kind: "default" }
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "key"; readonly id: string; readonly name: string };

export interface LimitRow {
  readonly subject: LimitSubject;
  readonly bounds: Bounds;
}

interface LimitSources {
  readonly document: Bounds & { readonly tools: Readonly<Record<string, Bounds>> };
  readonly keys: readonly (Bounds & { readonly id: string; readonly name: string })[];
}

/** What is bounded: every caller first, whether it is or not; then tools and keys by name. */
export function limitRows({ document, keys }: LimitSources): LimitRow[] {
  const byName = <Item extends { subject: { name: string } }>(rows: Item[]) =>
    rows.toSorted((a, b) => a.subject.name.localeCompare(b.subject.name));
  const tools = Object.entries(document.tools)
    .filter(([, bounds]) => isBounded(bounds))
    .map(([name, bounds]) => ({ subject: { kind: "tool" as const, name }, bounds }));
  const limited = keys
    .filter(isBounded)
    .map(({ id, name, ...bounds }) => ({ subject: { kind: "key" as const, id, name }, bounds }));
  return [{ subject: { kind: "default" }, bounds: document }, ...byName(tools), ...byName(limited)];
}

export function keyOfSubject(subject: LimitSubject): string {
  if (subject.kind === "default") return "default";
  return subject.kind === "tool" ? `tool ${subject.name}` : `key ${subject.id}`;
}

function pick<Field extends BoundField>(values: BoundValues, fields: readonly Field[]): { [F in Field]?: number } {
  const set = fields.flatMap((field) => {
    const value = values[field];
    return typeof value === "number" ? [[field, value] as const] : [];
  });
  return Object.fromEntries(set) as { [F in Field]?: number };
}
