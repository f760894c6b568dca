import { expect, test } from "vitest";
import { diffValues } from "./line-diff.ts";

const signs = { added: "+", removed: "-", same: " " };
const shown = (before: unknown, after: unknown) =>
  diffValues(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);

test.for([
  [undefined, "ask", ['+"ask"']],
  ["ask", undefined, ['-"ask"']],
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, [" {", '   "a": 1,', '-  "b": 2', '+  "b": 3', " }"]],
  ["same", "same", [' "same"']],
] as const)("from %j to %j", ([before, after, lines]) => {
  expect(shown(before, after)).toEqual(lines);
});

test("what is very long is not compared, and nothing of it is lost", () => {
  const lines = diffValues(
    Array.from({ length: 40_000 }, (_, at) => at),
    ["after"],
  );
  expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(40_002);
  expect(lines.at(-2)).toEqual({ kind: "added", text: '  "after"' });
});
