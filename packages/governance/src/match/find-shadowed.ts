import type { Rule } from "@mcp-tools/core";
import { createGlobs } from "./glob.ts";

export interface Shadowed {
  readonly id: string;
  /** The rule before it that decides everything it could. */
  readonly by: string;
}

/**
 * Rules that are never asked, because one rule before them fits at least as much whatever the arguments. Several rules
 * that cover another one only together are not looked for.
 */
export function findShadowed(rules: readonly Rule[]): Shadowed[] {
  const on = rules.filter(({ enabled }) => enabled);
  const total = on
    .filter(({ match }) => match.arguments === undefined)
    .map((rule) => ({ rule, covers: covering(rule) }));
  return on.flatMap((rule, place) => {
    const found = total.find((before) => on.indexOf(before.rule) < place && before.covers(rule));
    return found === undefined ? [] : [{ id: rule.id, by: found.rule.id }];
  });
}

function covering({ match }: Rule): (other: Rule) => boolean {
  const parts = [
    [match.principals, "principals"],
    [match.toolsets, "toolsets"],
    [match.tools, "tools"],
    [match.access, "access"],
  ] as const;
  // A pattern that fits the text of another one fits all that the other fits: only its `*` can have taken the other's.
  const asked = parts.flatMap(([patterns, part]) =>
    patterns === undefined ? [] : [{ part, fits: createGlobs(patterns) }],
  );
  return (other) => asked.every(({ part, fits }) => other.match[part]?.every((pattern) => fits(pattern)) ?? false);
}
