import { expect, test } from "vitest";
import { diffRows } from "./diff-rows.ts";
import { prettyArguments } from "./pretty-arguments.ts";

test("a changed line stands beside what it was, an added one beside nothing", () => {
  expect(diffRows("{\n  a: 1\n}\n", "{\n  a: 2\n  b: 3\n}\n")).toEqual([
    { kind: "same", before: "{", after: "{" },
    { kind: "changed", before: "  a: 1", after: "  a: 2" },
    { kind: "changed", after: "  b: 3" },
    { kind: "same", before: "}", after: "}" },
  ]);
});

test("what was taken away at the end is not lost", () => {
  expect(diffRows("a\nb\nc\n", "a\n")).toEqual([
    { kind: "same", before: "a", after: "a" },
    { kind: "changed", before: "b" },
    { kind: "changed", before: "c" },
  ]);
});

test("long stretches that are the same are counted, not shown", () => {
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}`);
  const rows = diffRows(lines.join("\n"), lines.with(25, "other").join("\n")) ?? [];
  expect(rows.map(({ kind }) => kind)).toEqual([
    "skipped",
    "same",
    "same",
    "same",
    "changed",
    "same",
    "same",
    "same",
    "skipped",
  ]);
  expect([rows[0], rows.at(-1)]).toEqual([
    { kind: "skipped", count: 22 },
    { kind: "skipped", count: 21 },
  ]);
});

test("texts that have nothing in common are given up", () => {
  const lines = (name: string) => Array.from({ length: 3000 }, (_, n) => `${name} ${n}`).join("\n");
  expect(diffRows(lines("a"), lines("b"))).toBeUndefined();
});

test("the order of keys is no change, and a text of several lines is compared by line", () => {
  expect(prettyArguments({ b: 1, a: { d: 1, c: 2 } })).toBe(prettyArguments({ a: { c: 2, d: 1 }, b: 1 }));
  expect(prettyArguments({ text: "one\ntwo\\n" })).toBe('{\n  "text": "one\\n\ntwo\\\\n"\n}');
});

test("what is nested too deeply is given up", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 200_000; level++) deep = [deep];
  expect(prettyArguments(deep)).toBeUndefined();
});
