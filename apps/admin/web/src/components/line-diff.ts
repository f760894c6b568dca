import { diffLines } from "diff";

export interface DiffLine {
  readonly kind: "added" | "removed" | "same";
  readonly text: string;
}

/** Longer texts take the library too long; they are shown one after the other instead. */
const charactersMax = 200_000;

/** Two values as JSON, line by line. What is absent has no lines. */
export function diffValues(before: unknown, after: unknown): DiffLine[] {
  const [old, now] = [textOf(before), textOf(after)];
  if (old.length + now.length > charactersMax) return [...linesOf(old, "removed"), ...linesOf(now, "added")];
  return diffLines(old, now).flatMap(({ value, added, removed }) =>
    linesOf(value, added ? "added" : removed ? "removed" : "same"),
  );
}

function textOf(value: unknown): string {
  return value === undefined ? "" : `${JSON.stringify(value, null, 2)}\n`;
}

function linesOf(text: string, kind: DiffLine["kind"]): DiffLine[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => ({ kind, text: line }));
}
