import type { ArgumentMatch, Effect, Rule } from "../../api/policy.ts";
import type { Access } from "../../../../src/contract/tool.ts";

export const comparisons = ["equals", "in", "like", "above", "below", "exists"] as const;
export type Comparison = (typeof comparisons)[number];

export interface ConditionValues {
  /** Tells the rows apart while they are edited. */
  readonly key: string;
  readonly pointer: string;
  /** Whether it is about all arguments together, which only rules that the form did not make are. */
  readonly isOfAll: boolean;
  readonly comparison: Comparison;
  readonly value: string;
  readonly not: boolean;
}

/** A rule as its form holds it. */
export interface RuleValues {
  readonly id: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly effect: Effect;
  readonly principals: string[];
  readonly toolsets: string[];
  readonly tools: string[];
  readonly access: Access[];
  readonly conditions: ConditionValues[];
  readonly reason: string;
}

export const newRule: Rule = { id: "", enabled: true, match: {}, effect: "ask" };

export function newCondition(): ConditionValues {
  return { key: crypto.randomUUID(), pointer: "", isOfAll: false, comparison: "equals", value: "", not: false };
}

export function toValues({ id, description = "", enabled, effect, reason = "", match }: Rule): RuleValues {
  return {
    id,
    description,
    enabled,
    effect,
    reason,
    principals: [...(match.principals ?? [])],
    toolsets: [...(match.toolsets ?? [])],
    tools: [...(match.tools ?? [])],
    access: [...(match.access ?? [])],
    conditions: (match.arguments ?? []).map(toCondition),
  };
}

export function toRule(values: RuleValues): Rule {
  const { id, description, enabled, effect, reason, principals, toolsets, tools, access, conditions } = values;
  return {
    id: id.trim(),
    enabled,
    effect,
    match: {
      ...(principals.length > 0 && { principals }),
      ...(toolsets.length > 0 && { toolsets }),
      ...(tools.length > 0 && { tools }),
      ...(access.length > 0 && { access }),
      ...(conditions.length > 0 && { arguments: conditions.map(fromCondition) }),
    },
    ...(description.trim() !== "" && { description: description.trim() }),
    ...(reason.trim() !== "" && { reason: reason.trim() }),
  };
}

export function comparisonOf(condition: ArgumentMatch): Comparison {
  return comparisons.find((name) => condition[name] !== undefined) ?? "exists";
}

function toCondition(condition: ArgumentMatch, place: number): ConditionValues {
  // A pattern for the empty text is that text.
  const { comparison, value } =
    condition.like === ""
      ? ({ comparison: "equals", value: "" } as const)
      : { comparison: comparisonOf(condition), value: condition[comparisonOf(condition)] };
  // "Is absent" and "is not given" are the same.
  const absent = comparison === "exists" && value === false;
  return {
    key: String(place),
    pointer: condition.pointer,
    isOfAll: condition.pointer === "",
    comparison,
    value: comparison === "exists" ? "" : comparison === "like" ? (condition.like ?? "") : toText(value),
    not: (condition.not ?? false) !== absent,
  };
}

function fromCondition({ pointer, comparison, value, not }: ConditionValues): ArgumentMatch {
  return { pointer, ...comparedTo(comparison, value), ...(not && { not }) };
}

function comparedTo(comparison: Comparison, value: string): Partial<ArgumentMatch> {
  switch (comparison) {
    case "equals":
      return { equals: fromText(value) } as Partial<ArgumentMatch>;
    case "in":
      return { in: fromText(value) } as Partial<ArgumentMatch>;
    case "like":
      return { like: value };
    case "above":
      return { above: Number(value) };
    case "below":
      return { below: Number(value) };
    case "exists":
      return { exists: true };
  }
}

/** Text stands without quotes, unless it would then be read as something else, or not be seen. */
function toText(value: unknown): string {
  if (typeof value === "string" && value.trim() !== "" && fromText(value) === value) return value;
  return JSON.stringify(value) ?? "";
}

export function fromText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

type WrongValue = "noValue" | "noPattern" | "number" | "list";

/** Whether a condition says something already. */
export function isWhole(condition: ConditionValues): boolean {
  return wrongPointer(condition) === undefined && wrongValue(condition) === undefined;
}

/** What is wrong with a condition's fields; the server checks everything again. */
export function wrongPointer({ pointer, isOfAll }: ConditionValues): "noPointer" | "pointer" | undefined {
  if (pointer.trim() === "" && !isOfAll) return "noPointer";
  return pointer === "" || (pointer.startsWith("/") && !/~(?![01])/.test(pointer)) ? undefined : "pointer";
}

export function wrongValue({ comparison, value }: ConditionValues): WrongValue | undefined {
  if (comparison === "equals") return value.trim() === "" ? "noValue" : undefined;
  if (comparison === "like") return value === "" ? "noPattern" : undefined;
  if (comparison === "above" || comparison === "below")
    return value.trim() !== "" && Number.isFinite(Number(value)) ? undefined : "number";
  if (comparison !== "in") return undefined;
  const list = fromText(value);
  return Array.isArray(list) && list.length > 0 ? undefined : "list";
}
