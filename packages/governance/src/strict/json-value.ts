import * as z from "zod";

const DEPTH_MAX = 16;
const VALUES_MAX = 2_000;
const CHARACTERS_MAX = 65_536;

/** Any JSON value that a person would write: at most 16 levels, 2,000 values and 65,536 characters. */
export const JsonValue = z.unknown().superRefine((value, context) => {
  const problem = findProblem(value, { values: VALUES_MAX, characters: CHARACTERS_MAX }, 0);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

function findProblem(value: unknown, left: { values: number; characters: number }, depth: number): string | undefined {
  if ((left.values -= 1) < 0) return `has more than ${VALUES_MAX} values`;
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "is not a number that JSON knows";
  if (typeof value === "string") return spend(value, left);
  if (typeof value !== "object") return "is missing, or is not JSON";
  if (depth === DEPTH_MAX) return `is nested deeper than ${DEPTH_MAX} levels`;
  for (const [name, part] of Object.entries(value)) {
    if (name === "__proto__") return "may not have a property `__proto__`";
    const problem = spend(name, left) ?? findProblem(part, left, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function spend(text: string, left: { characters: number }): string | undefined {
  return (left.characters -= text.length) < 0 ? `is longer than ${CHARACTERS_MAX} characters` : undefined;
}
