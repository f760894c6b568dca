import { expect, test } from "vitest";
import { asRun } from "./as-run.ts";

test.for<[string, unknown, unknown, unknown]>([
  ["texts that were rewritten", { a: " X ", b: ["./f"] }, { a: "x", b: ["f"] }, { a: "x", b: ["f"] }],
  ["numbers that were texts", { n: "7" }, { n: 7 }, { n: 7 }],
  ["no defaults", { a: 1 }, { a: 1, depth: 3 }, { a: 1 }],
  ["what validation left out", { a: 1, extra: 2 }, { a: 1 }, { a: 1, extra: 2 }],
  [
    "what became something else",
    { d: "2026-01-01", l: "a,b" },
    { d: new Date(0), l: ["a"] },
    { d: "2026-01-01", l: "a,b" },
  ],
  ["lists that have another length by now", { l: ["b", "a", "a"] }, { l: ["a", "b"] }, { l: ["b", "a", "a"] }],
  ["what is no number to JSON", { n: "x" }, { n: Number.NaN }, { n: "x" }],
])("shows %s", ([, received, input, shown]) => {
  expect(asRun(received, input)).toEqual(shown);
});
