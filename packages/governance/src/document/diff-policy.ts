import { maskSecrets, type PolicyDocument } from "@mcp-tools/core";
import { jsonEqual } from "../match/json-equal.ts";

/** One thing that is different, for people: secrets in it are masked. */
export interface ConfigChange {
  readonly kind: "added" | "changed" | "removed";
  /** `rule no-ftp`, `toolset docs: tools[0].name`, `limits`. */
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What is different between two documents, in the order of the document. */
export function diffPolicy(before: PolicyDocument, after: PolicyDocument): ConfigChange[] {
  return [
    ...diffFields("defaults", before.defaults, after.defaults),
    ...diffNamed("rule", byKey(before.rules, "id"), byKey(after.rules, "id")),
    ...diffOrder(
      "order of rules",
      before.rules.map(({ id }) => id),
      after.rules.map(({ id }) => id),
    ),
    ...diffNamed("toolset", byKey(before.toolsets, "name"), byKey(after.toolsets, "name")),
    ...diffNamed("tool", new Map(Object.entries(before.tools)), new Map(Object.entries(after.tools))),
    ...diffFields("limits", before.limits, after.limits),
    ...diffFields("output", before.output, after.output),
    ...diffFields("approvals", before.approvals, after.approvals),
    ...diffFields("idempotency", before.idempotency, after.idempotency),
  ];
}

export function diffNamed(
  what: string,
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
): ConfigChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): ConfigChange[] => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined) return [{ kind: "added", what: `${what} ${name}`, after: maskSecrets(now) }];
    if (now === undefined) return [{ kind: "removed", what: `${what} ${name}`, before: maskSecrets(old) }];
    return diffFields(`${what} ${name}`, old, now);
  });
}

/** Each field that is different, lists of the same length and objects by what is in them. */
export function diffFields(what: string, before: object, after: object, separator = ": "): ConfigChange[] {
  const [old, now] = [before, after] as readonly Readonly<Record<string, unknown>>[];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): ConfigChange[] => {
    const place = Array.isArray(before) ? `${what}[${name}]` : `${what}${separator}${name}`;
    const [a, b] = [old?.[name], now?.[name]];
    if (jsonEqual(a, b)) return [];
    if (isObject(a) && isObject(b) && isComparable(a, b)) return diffFields(place, a, b, ".");
    if (a === undefined) return [{ kind: "added", what: place, after: maskNamed(name, b) }];
    if (b === undefined) return [{ kind: "removed", what: place, before: maskNamed(name, a) }];
    return [{ kind: "changed", what: place, before: maskNamed(name, a), after: maskNamed(name, b) }];
  });
}

function diffOrder(what: string, before: readonly string[], after: readonly string[]): ConfigChange[] {
  const [old, now] = [before.filter((id) => after.includes(id)), after.filter((id) => before.includes(id))];
  return jsonEqual(old, now) ? [] : [{ kind: "changed", what, before: old.join(", "), after: now.join(", ") }];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Lists of other lengths are said as wholes: what moved up would look like a change of everything. */
function isComparable(a: object, b: object): boolean {
  return Array.isArray(a) ? Array.isArray(b) && a.length === b.length : !Array.isArray(b);
}

/** Secrets are found by the names they stand under, too. */
function maskNamed(name: string, value: unknown): unknown {
  return (maskSecrets({ [name]: value }) as Record<string, unknown>)[name];
}

function byKey<Key extends string, Item extends Readonly<Record<Key, string>>>(
  items: readonly Item[],
  key: Key,
): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item[key], item]));
}
