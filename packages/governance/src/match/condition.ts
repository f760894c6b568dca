import type { ArgumentMatch } from "@mcp-tools/core";
import { createGlob } from "./glob.ts";
import { jsonEqual } from "./json-equal.ts";
import { parsePointer, readAt } from "./json-pointer.ts";

/** A condition on one argument, made ready. */
export interface Condition {
  readonly pointer: string;
  readonly tokens: readonly string[];
  /** The comparison, before `not`; the same text is the same comparison. */
  readonly comparison: string;
  readonly match: ArgumentMatch;
  readonly isNegated: boolean;
  /** Whether what stands there, undefined for nothing, passes the comparison before `not`. */
  compares(value: unknown): boolean;
}

/** A pointer that is none points at nothing. Documents are checked before, so that there is no such. */
export function createCondition(match: ArgumentMatch): Condition {
  const { pointer, not = false, ...comparison } = match;
  return {
    pointer,
    tokens: parsePointer(pointer) ?? ["\0"],
    comparison: JSON.stringify(comparison),
    match,
    isNegated: not,
    compares: createComparison(match),
  };
}

export function holds({ tokens, compares, isNegated }: Condition, input: unknown): boolean {
  return compares(readAt(input, tokens)) !== isNegated;
}

function createComparison(match: ArgumentMatch): (value: unknown) => boolean {
  const { equals, in: list, like, above, below, exists } = match;
  if (equals !== undefined) return (value) => jsonEqual(value, equals);
  if (list !== undefined) return oneOf(list);
  if (like !== undefined) {
    const fits = createGlob(like);
    return (value) => typeof value === "string" && fits(value);
  }
  if (above !== undefined) return (value) => typeof value === "number" && value > above;
  if (below !== undefined) return (value) => typeof value === "number" && value < below;
  return (value) => (value !== undefined) === (exists ?? true);
}

function oneOf(list: readonly unknown[]): (value: unknown) => boolean {
  const plain = new Set(list.filter((item) => typeof item !== "object" || item === null));
  const others = list.filter((item) => typeof item === "object" && item !== null);
  return (value) => plain.has(value) || others.some((item) => jsonEqual(item, value));
}
