import { type OutputUnit, Validator } from "@cfworker/json-schema";

/** One thing that does not fit, at the place where a person can mend it. */
export interface SchemaProblem {
  readonly keyword: string;
  /** From the root: `["filter", "tags", "0"]`. */
  readonly path: readonly string[];
  /** What the keyword asks for. */
  readonly wanted: unknown;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** Checks without making code from the schema, which the page's policy forbids. */
export function findProblems(schema: JsonSchema, data: unknown): SchemaProblem[] {
  // A form leaves `undefined` behind, which JSON knows nothing of.
  const value: unknown = JSON.parse(JSON.stringify(data ?? null));
  const { errors } = new Validator(schema, "2020-12", false).validate(value);
  const leaves = errors.filter((unit) => unit.keyword === "false" || !errors.some((other) => isBelow(other, unit)));
  return withoutRepeats(pickBranches(leaves).flatMap((unit) => toProblem(unit, schema)));
}

/** One unit only sums up those below it. */
function isBelow(unit: OutputUnit, above: OutputUnit): boolean {
  return unit !== above && unit.keywordLocation.startsWith(`${above.keywordLocation}/`);
}

const branch = /^(.*?\/(?:anyOf|oneOf))\/(\d+)(?=\/|$)/;

/** Of alternatives that all fail, the nearest: the one whose kind of value it is, and which says least. */
function pickBranches(units: readonly OutputUnit[]): OutputUnit[] {
  const plain = units.filter(({ keywordLocation }) => !branch.test(keywordLocation));
  const choices = new Map<string, Map<string, OutputUnit[]>>();
  for (const unit of units) {
    const [, place, index] = branch.exec(unit.keywordLocation) ?? [];
    if (place === undefined || index === undefined) continue;
    const key = `${place} ${commonPlace(unit, units, place)}`;
    const byIndex = choices.get(key) ?? new Map<string, OutputUnit[]>();
    choices.set(key, byIndex.set(index, [...(byIndex.get(index) ?? []), unit]));
  }
  return [...plain, ...[...choices.values()].flatMap((byIndex) => nearest([...byIndex.values()]))];
}

/** Where the alternatives stand in the data: the shortest place that one of them complains of. */
function commonPlace(unit: OutputUnit, units: readonly OutputUnit[], place: string): string {
  const places = units
    .filter(({ keywordLocation }) => keywordLocation.startsWith(`${place}/`))
    .map(({ instanceLocation }) => instanceLocation)
    .filter((one) => unit.instanceLocation === one || unit.instanceLocation.startsWith(`${one}/`));
  return places.reduce((shortest, one) => (one.length < shortest.length ? one : shortest), unit.instanceLocation);
}

function nearest(branches: readonly OutputUnit[][]): OutputUnit[] {
  const cost = (units: readonly OutputUnit[]) =>
    units.length + (units.some(({ keyword }) => keyword === "type" || keyword === "const") ? 1000 : 0);
  return branches.toSorted((a, b) => cost(a) - cost(b))[0] ?? [];
}

function toProblem(
  { keyword, keywordLocation, instanceLocation, error }: OutputUnit,
  root: JsonSchema,
): SchemaProblem[] {
  const path = tokensOf(instanceLocation);
  // Fields that must not be there are found by their own place.
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") return [];
  if (keyword === "false") return [{ keyword: "additionalProperties", path, wanted: false }];
  if (keyword === "required") {
    const [, missing] = /"(.*)"/s.exec(error) ?? [];
    return [{ keyword, path: missing === undefined ? path : [...path, missing], wanted: true }];
  }
  return [{ keyword, path, wanted: wantedAt(tokensOf(keywordLocation), root) }];
}

/** The keyword's value; on the way through a `$ref`, what it refers to. */
function wantedAt(tokens: readonly string[], root: JsonSchema): unknown {
  let at: unknown = root;
  for (const token of tokens) {
    const next: unknown = typeof at === "object" && at !== null ? (at as JsonSchema)[token] : undefined;
    at = token === "$ref" && typeof next === "string" && next.startsWith("#") ? wantedAt(tokensOf(next), root) : next;
  }
  return at;
}

function tokensOf(location: string): string[] {
  return location
    .replace(/^#/, "")
    .split("/")
    .slice(1)
    .map((token) => decode(token).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

function withoutRepeats(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.keyword, problem.path]);
    return !seen.has(key) && seen.add(key);
  });
}
