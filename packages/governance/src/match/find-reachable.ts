import type { Decision } from "@mcp-tools/tools";
import { argumentDomain, type ArgumentsKnown } from "./argument-domain.ts";
import type { CompiledRule } from "./compile-rule.ts";
import type { Condition } from "./condition.ts";
import { truthVectors, type Vector } from "./truth-vectors.ts";

const COMBINATIONS_MAX = 10_000;

/**
 * A decision other than `refuse` that some arguments would get; undefined when there are none. Where that cannot be told
 * (patterns that overlap, more cases than are worth trying) the answer is that there are: each call is decided anyway.
 */
export function findReachable(
  rules: readonly CompiledRule[],
  fallback: Decision,
  known: () => ArgumentsKnown,
): Decision | undefined {
  const last = rules.findIndex(({ conditions }) => conditions.length === 0);
  const asked = last === -1 ? rules : rules.slice(0, last);
  const otherwise = (last === -1 ? undefined : rules[last]?.decision) ?? fallback;
  const decisions = [...asked.map(({ decision }) => decision), otherwise];
  const lenient = decisions.find(({ effect }) => effect !== "refuse");
  if (lenient === undefined || decisions.every(({ effect }) => effect !== "refuse"))
    return lenient === undefined ? undefined : otherwise;
  const places = findPlaces(asked, known());
  return places === undefined ? lenient : search(asked, otherwise, places);
}

/** An argument that rules look at, and how their comparisons of it can come out. */
interface Place {
  readonly comparisons: ReadonlyMap<string, number>;
  readonly vectors: readonly Vector[];
}

function findPlaces(rules: readonly CompiledRule[], known: ArgumentsKnown): ReadonlyMap<string, Place> | undefined {
  const byPointer = new Map<string, Map<string, Condition>>();
  for (const condition of rules.flatMap(({ conditions }) => conditions)) {
    const comparisons = byPointer.get(condition.pointer) ?? new Map<string, Condition>();
    byPointer.set(condition.pointer, comparisons.set(condition.comparison, condition));
  }
  const places = new Map<string, Place>();
  let combinations = 1;
  for (const [pointer, byText] of byPointer) {
    const comparisons = [...byText.values()];
    const vectors = truthVectors(argumentDomain(known, comparisons[0]?.tokens ?? []), comparisons);
    combinations *= vectors?.length ?? Number.POSITIVE_INFINITY;
    if (vectors === undefined || combinations > COMBINATIONS_MAX) return undefined;
    places.set(pointer, {
      comparisons: new Map(comparisons.map(({ comparison }, index) => [comparison, index])),
      vectors,
    });
  }
  return places;
}

/** Tries every combination, as an odometer turns. */
function search(
  rules: readonly CompiledRule[],
  otherwise: Decision,
  places: ReadonlyMap<string, Place>,
): Decision | undefined {
  const pointers = [...places.keys()];
  const all = [...places.values()];
  const turned = all.map(() => 0);
  const plain = rules.map(({ conditions, decision }) => ({
    decision,
    wanted: conditions.map(({ pointer, comparison, isNegated }) => ({
      place: pointers.indexOf(pointer),
      index: places.get(pointer)?.comparisons.get(comparison) ?? 0,
      isNegated,
    })),
  }));
  if (all.some(({ vectors }) => vectors.length === 0)) return undefined;
  for (;;) {
    const fits = plain.find(({ wanted }) =>
      wanted.every(({ place, index, isNegated }) => all[place]?.vectors[turned[place] ?? 0]?.[index] !== isNegated),
    );
    const { decision } = fits ?? { decision: otherwise };
    if (decision.effect !== "refuse") return decision;
    let wheel = 0;
    while (wheel < turned.length && (turned[wheel] ?? 0) + 1 === all[wheel]?.vectors.length) turned[wheel++] = 0;
    if (wheel === turned.length) return undefined;
    turned[wheel] = (turned[wheel] ?? 0) + 1;
  }
}
