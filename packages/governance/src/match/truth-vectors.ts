import type { JsonSchema } from "@mcp-tools/tools";
import { allowsType, typeOf, type Domain } from "./argument-domain.ts";
import type { Condition } from "./condition.ts";
import { createGlob } from "./glob.ts";

/** Which of some comparisons pass, in their order. */
export type Vector = readonly boolean[];

const PATTERNS_MAX = 8;
/** Equal to nothing that anyone wrote, and within no pattern but `*`. */
const FRESH_TEXT = "\u{10ffff}fresh";

/**
 * Every way in which comparisons of one argument can come out together: tried on a value for each case that they can
 * tell apart. Never too few; too many only where texts may fit several patterns at once. Undefined: too many to say.
 */
export function truthVectors(domain: Domain, comparisons: readonly Condition[]): readonly Vector[] | undefined {
  const vectors = new Map<string, Vector>();
  const add = (vector: Vector) => void vectors.set(vector.join(), vector);
  const addValue = (value: unknown) => add(comparisons.map(({ compares }) => compares(value)));
  if (domain.kind === "values") {
    for (const value of domain.values) addValue(value);
    return [...vectors.values()];
  }
  const { schema, canBeAbsent } = domain;
  if (canBeAbsent) addValue(undefined);
  for (const value of [...constantsOf(comparisons), null, true, false, { [FRESH_TEXT]: 0 }, [FRESH_TEXT], FRESH_TEXT])
    if (allowsType(schema, typeOf(value))) addValue(value);
  if (allowsType(schema, "number")) for (const value of numbersOf(schema, comparisons)) addValue(value);
  if (!allowsType(schema, "string")) return [...vectors.values()];
  const texts = textVectors(comparisons);
  if (texts === undefined) return undefined;
  for (const vector of texts) add(vector);
  return [...vectors.values()];
}

function constantsOf(comparisons: readonly Condition[]): unknown[] {
  return comparisons.flatMap(({ match: { equals, in: list = [], like } }) => [
    ...(equals === undefined ? [] : [equals]),
    ...list,
    ...(like === undefined ? [] : [like.replaceAll("*", "")]),
  ]);
}

/** Numbers at, between and beyond all that is compared with, as far as the schema lets them through. */
function numbersOf(schema: JsonSchema, comparisons: readonly Condition[]): number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const compared = comparisons.flatMap(({ match: { equals, in: list = [], above, below } }) => [
    equals,
    ...list,
    above,
    below,
  ]);
  const marks = [...compared, minimum, maximum, exclusiveMinimum, exclusiveMaximum, 0]
    .filter((mark) => typeof mark === "number")
    .sort((a, b) => a - b);
  const isInteger = schema["type"] === "integer";
  const near = (mark: number) =>
    isInteger
      ? [Math.floor(mark), Math.ceil(mark), Math.floor(mark) - 1, Math.ceil(mark) + 1]
      : [mark, mark - 1, mark + 1];
  const between = isInteger ? [] : marks.slice(1).map((mark, index) => (mark + (marks[index] ?? mark)) / 2);
  return [...marks.flatMap(near), ...between].filter(
    (number) =>
      !(typeof minimum === "number" && number < minimum) &&
      !(typeof maximum === "number" && number > maximum) &&
      !(typeof exclusiveMinimum === "number" && number <= exclusiveMinimum) &&
      !(typeof exclusiveMaximum === "number" && number >= exclusiveMaximum),
  );
}

/** How texts that are equal to no constant can fit the patterns: every way that is not plainly impossible. */
function textVectors(comparisons: readonly Condition[]): Vector[] | undefined {
  const base = comparisons.map(({ compares }) => compares(FRESH_TEXT));
  const patterns = comparisons.flatMap(({ match: { like } }, index) => (like?.includes("*") ? [{ like, index }] : []));
  if (patterns.length > PATTERNS_MAX) return undefined;
  const vectors: Vector[] = [];
  for (let subset = 0; subset < 2 ** patterns.length; subset += 1) {
    const isIn = (position: number) => (subset & (1 << position)) !== 0;
    if (
      isImpossible(
        patterns.map(({ like }) => like),
        isIn,
      )
    )
      continue;
    const vector = [...base];
    for (const [position, { index }] of patterns.entries()) vector[index] = isIn(position);
    vectors.push(vector);
  }
  return vectors;
}

function isImpossible(patterns: readonly string[], isIn: (position: number) => boolean): boolean {
  return patterns.some((one, i) => {
    if (!isIn(i)) return /^\*+$/.test(one) || patterns.some((other, j) => isIn(j) && isWithin(other, one));
    return patterns.some((other, j) => j > i && isIn(j) && areApart(one, other));
  });
}

/** Whether every text that fits the narrow pattern fits the wide one: its `*` is then text to the wide one's. */
function isWithin(narrow: string, wide: string): boolean {
  return createGlob(wide)(narrow.replaceAll("*", "\u{10fffe}"));
}

/** Whether no text can fit both, as their beginnings or ends say. */
function areApart(one: string, other: string): boolean {
  const [a = "", b = ""] = [one, other].map((pattern) => pattern.split("*")[0]);
  const [c = "", d = ""] = [one, other].map((pattern) => pattern.split("*").at(-1));
  return !(a.startsWith(b) || b.startsWith(a)) || !(c.endsWith(d) || d.endsWith(c));
}
